namespace HccRisk.Survival.Curves;

/// <summary>The scale on which a confidence interval of a survival probability is symmetric (as R's <c>conf.type</c>).</summary>
public enum ConfidenceType
{
    /// <summary>On log S: R's default.</summary>
    Log,

    /// <summary>On S itself, cut at 0 and 1.</summary>
    Plain,

    /// <summary>On log(-log S): keeps within 0 and 1, the usual choice for small samples.</summary>
    LogLog,

    /// <summary>On logit S.</summary>
    Logit,

    /// <summary>On arcsin(sqrt S).</summary>
    Arcsine,
}

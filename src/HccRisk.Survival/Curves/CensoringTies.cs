namespace HccRisk.Survival.Curves;

/// <summary>Who is at risk of being censored at a time when others have the event.</summary>
public enum CensoringTies
{
    /// <summary>Events leave first: the factor is 1 - c / (n - d). The proper convention (prodlim, riskRegression, timeROC).</summary>
    EventsFirst,

    /// <summary>Both at once: the factor is 1 - c / n, as survfit gives for reversed status.</summary>
    Simultaneous,
}

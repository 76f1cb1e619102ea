namespace HccRisk.Survival.Learning;

/// <summary>One of the three things every survival model says of a row.</summary>
public enum SurvivalOutput
{
    /// <summary>The score; higher = more risk.</summary>
    Score,

    /// <summary>Probability of being free of the event at a time; lower = more risk.</summary>
    Survival,

    /// <summary>Cumulative incidence of the cause at a time; higher = more risk.</summary>
    CumulativeIncidence,
}

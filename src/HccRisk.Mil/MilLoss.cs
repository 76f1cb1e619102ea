namespace HccRisk.Mil;

/// <summary>What attention over tiles is trained on.</summary>
public enum MilLoss
{
    /// <summary>
    /// The partial likelihood of the cause of interest with Efron's ties, other causes counted as censored (cause-specific hazard). The
    /// default.
    /// </summary>
    Cox,

    /// <summary>The weighted partial likelihood of Fine and Gray (JASA 1999), Breslow ties: the hazard of the cumulative
    /// incidence.</summary>
    FineGray,

    /// <summary>
    /// The likelihood of discrete times: one hazard a bin of time, bins by quantiles of the training rows' event times, other causes
    /// counted as censored.
    /// </summary>
    Discrete,
}

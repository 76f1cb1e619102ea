namespace HccRisk.Survival.Aft;

/// <summary>Distribution of the event time in an accelerated failure time model: log T = linear predictor + scale * error.</summary>
public enum AftDistribution
{
    /// <summary>Weibull: hazards are proportional too; 1 / scale is the shape.</summary>
    Weibull,

    /// <summary>Exponential: Weibull with scale 1, a constant hazard.</summary>
    Exponential,

    /// <summary>Rayleigh: Weibull with scale 0.5, a hazard that rises linearly.</summary>
    Rayleigh,

    /// <summary>Log-normal: the hazard rises and falls.</summary>
    LogNormal,

    /// <summary>Log-logistic: the hazard rises and falls; the odds of survival are proportional.</summary>
    LogLogistic,
}

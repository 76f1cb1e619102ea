using HccRisk.Survival.Estimates;
using HccRisk.Survival.HypothesisTests;

namespace HccRisk.Survival.Validation;

/// <summary>
/// One measure of one model over the sites: random effects by restricted maximum likelihood with Hartung-Knapp intervals, C and AUC on the logit scale, observed
/// over expected on the log scale, the slope as it is (Debray et al., BMJ 2017).
/// </summary>
public sealed record SiteHeterogeneity
{
    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>"Harrell C", "AUC", "O/E" or "calibration slope".</summary>
    public required string Measure { get; init; }

    /// <summary>Sites whose estimate has a standard error; the others take no part.</summary>
    public required int Sites { get; init; }

    /// <summary>Mean over the sites with its confidence interval, on the scale of the measure, or the reason why there is none.</summary>
    public required MetricEstimate Pooled { get; init; }

    /// <summary>Variance between sites, on the scale of the pooling; null when not estimable.</summary>
    public double? BetweenVariance { get; init; }

    /// <summary>Share of the variation that is between sites, 0 to 1; null when not estimable.</summary>
    public double? ISquared { get; init; }

    /// <summary>Cochran's test of no difference between sites; null when not estimable.</summary>
    public ChiSquareTest? Test { get; init; }

    /// <summary>Lower limit of where a new site may lie (t distribution with sites - 1 degrees of freedom); null when not estimable.</summary>
    public double? PredictionLower { get; init; }

    /// <summary>Upper limit of where a new site may lie.</summary>
    public double? PredictionUpper { get; init; }
}

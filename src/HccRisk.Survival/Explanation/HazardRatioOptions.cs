using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Explanation;

/// <summary>How hazard ratios are tabulated.</summary>
public sealed record HazardRatioOptions
{
    /// <summary>Column of the score whose model is meant. Default "Score".</summary>
    public string ScoreColumn { get; init; } = "Score";

    /// <summary>Level of the confidence intervals, between 0 and 1. Default 0.95.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>Difference that the ratio of an input is for, such as 10 for an age in years; above 0. Default 1 for each.</summary>
    public IReadOnlyDictionary<string, double> Steps { get; init; } = new Dictionary<string, double>();

    /// <summary>Checks every option at once.</summary>
    /// <exception cref="ArgumentException">Lists all faults.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        MetricEstimate.CheckLevel(Level, faults);
        faults.AddRange(Steps.Where(s => !(s.Value > 0) || !double.IsFinite(s.Value))
            .Select(s => FormattableString.Invariant($"The step of '{s.Key}' is {s.Value}; it must be finite and above 0.")));
        OptionFaults.ThrowIfAny(faults, nameof(HazardRatioOptions));
    }
}

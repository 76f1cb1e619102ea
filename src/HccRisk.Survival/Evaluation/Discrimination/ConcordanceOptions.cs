using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation.Discrimination;

/// <summary>How concordance is estimated.</summary>
public sealed record ConcordanceOptions
{
    /// <summary>Level of the confidence interval, between 0 and 1. Default 0.95.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>Whether to estimate the standard error; without it the count is about twice as fast. Default true.</summary>
    public bool StandardError { get; init; } = true;

    /// <summary>Which definition of Uno's concordance; Harrell's does not use it. Default <see cref="UnoConvention.Explicit"/>.</summary>
    public UnoConvention Convention { get; init; } = UnoConvention.Explicit;

    /// <summary>Checks every option at once.</summary>
    /// <exception cref="ArgumentException">Lists all faults.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (!Enum.IsDefined(Convention))
        {
            faults.Add(FormattableString.Invariant($"Convention is {(int)Convention}, which is not known."));
        }

        MetricEstimate.CheckLevel(Level, faults);
        OptionFaults.ThrowIfAny(faults, nameof(ConcordanceOptions));
    }
}

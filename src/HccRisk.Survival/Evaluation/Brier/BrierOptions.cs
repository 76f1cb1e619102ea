using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation.Brier;

/// <summary>How the Brier score is estimated.</summary>
public sealed record BrierOptions
{
    /// <summary>The event code of the cause of interest; other positive codes are competing. Default 1.</summary>
    public int Cause { get; init; } = 1;

    /// <summary>Level of the confidence interval, between 0 and 1. Default 0.95.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>Checks every option at once.</summary>
    /// <exception cref="ArgumentException">Lists all faults.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (Cause < 1)
        {
            faults.Add(FormattableString.Invariant($"Cause is {Cause}; it must be 1 or greater."));
        }

        MetricEstimate.CheckLevel(Level, faults);
        OptionFaults.ThrowIfAny(faults, nameof(BrierOptions));
    }
}

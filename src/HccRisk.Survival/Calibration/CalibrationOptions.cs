using HccRisk.Survival.Data;
using HccRisk.Survival.Metrics;

namespace HccRisk.Survival.Calibration;

/// <summary>How calibration is judged.</summary>
public sealed record CalibrationOptions
{
    /// <summary>The event code of the cause of interest; other positive codes are competing. Default 1.</summary>
    public int Cause { get; init; } = 1;

    /// <summary>Groups of the grouped curve, 2 or more, cut at quantiles of the predicted risk (R's type 7). Default 10.</summary>
    public int Groups { get; init; } = 10;

    /// <summary>Level of the confidence intervals, between 0 and 1. Default 0.95.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>Checks every option at once.</summary>
    /// <exception cref="ArgumentException">Lists all faults.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        PredictionChecks.CheckCause(Cause, faults);
        if (Groups < 2)
        {
            faults.Add(FormattableString.Invariant($"Groups is {Groups}; it must be 2 or more."));
        }

        MetricEstimate.CheckLevel(Level, faults);
        OptionFaults.ThrowIfAny(faults, nameof(CalibrationOptions));
    }
}

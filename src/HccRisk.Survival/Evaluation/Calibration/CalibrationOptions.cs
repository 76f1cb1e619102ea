using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Resampling;

namespace HccRisk.Survival.Evaluation.Calibration;

/// <summary>How calibration is judged.</summary>
public sealed record CalibrationOptions
{
    /// <summary>The event code of the cause of interest; other positive codes are competing. Default 1.</summary>
    public int Cause { get; init; } = 1;

    /// <summary>Groups of the grouped curve, 2 or more, cut at quantiles of the predicted risk (R's type 7). Default 10.</summary>
    public int Groups { get; init; } = 10;

    /// <summary>Level of the confidence intervals, between 0 and 1. Default 0.95.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>How the smooth curve is made. Default <see cref="CalibrationSmoother.ProportionalHazards"/>.</summary>
    public CalibrationSmoother Smoother { get; init; } = CalibrationSmoother.ProportionalHazards;

    /// <summary>Points of the smooth curve on an even grid: 0 (none, the default), or 2 or more.</summary>
    public int Points { get; init; }

    /// <summary>
    /// Bootstrap samples of patients for the intervals of ICI, E50, E90 and Emax: 0 (none, the default), or 2 or more; 500 are usual.
    /// </summary>
    public int Replicates { get; init; }

    /// <summary>Seed of the bootstrap: same seed, same intervals, whatever the number of threads. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Stops between bootstrap samples.</summary>
    public CancellationToken CancellationToken { get; init; }

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

        if (!Enum.IsDefined(Smoother))
        {
            faults.Add(FormattableString.Invariant($"Smoother is {(int)Smoother}, which is not known."));
        }

        if (Points is < 0 or 1)
        {
            faults.Add(FormattableString.Invariant($"Points is {Points}; it must be 0 (none), or 2 or more."));
        }

        if (Replicates is < 0 or 1)
        {
            faults.Add(FormattableString.Invariant($"Replicates is {Replicates}; it must be 0 (no bootstrap), or 2 or more."));
        }

        MetricEstimate.CheckLevel(Level, faults);
        OptionFaults.ThrowIfAny(faults, nameof(CalibrationOptions));
    }
}

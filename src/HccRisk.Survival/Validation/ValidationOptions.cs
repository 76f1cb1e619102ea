using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.Calibration;
using HccRisk.Survival.Evaluation.Discrimination;
using HccRisk.Survival.Learning;

namespace HccRisk.Survival.Validation;

/// <summary>How predictions are validated.</summary>
public sealed record ValidationOptions
{
    /// <summary>Event code of the cause of interest; other positive codes are competing events. 0: any event is the event. Default 1.</summary>
    public int Cause { get; init; } = 1;

    /// <summary>Codes that are known to be competing events; null (the default): all codes but the cause are, with a remark that nobody declared them.</summary>
    public IReadOnlyList<int>? Competing { get; init; }

    /// <summary>
    /// Horizons, in the unit of the times. Null (the default): those the predicted risks are for; without any, 12, 24 and 36 months in the unit that the times
    /// are in; where follow-up is too short for those or no unit is known, quartiles of the follow-up.
    /// </summary>
    public IReadOnlyList<double>? Horizons { get; init; }

    /// <summary>Horizon of the tables that have one only, one of the horizons; null (the default) for the middle one of those with 10 or more at risk.</summary>
    public double? MainHorizon { get; init; }

    /// <summary>Unit of the times, "days", "months" or "years", or another word to print; null (the default) to go by how long the follow-up is.</summary>
    public string? Unit { get; init; }

    /// <summary>Thresholds of the decision curves, each between 0 and 1; null (the default) for 0.01 to 0.99 in steps of 0.01.</summary>
    public IReadOnlyList<double>? Thresholds { get; init; }

    /// <summary>Who is a control of the AUC under competing risks. Default <see cref="AucControls.EventFreeOrOtherCause"/>.</summary>
    public AucControls Controls { get; init; } = AucControls.EventFreeOrOtherCause;

    /// <summary>Groups of the grouped calibration, 2 or more. Default 10; fewer where a group would have fewer than 10 patients.</summary>
    public int Groups { get; init; } = 10;

    /// <summary>Bins of D- and A-calibration, 2 or more. Default 10.</summary>
    public int Bins { get; init; } = DistributionCalibration.DefaultBins;

    /// <summary>Level of the confidence intervals, between 0 and 1. Default 0.95.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>
    /// Bootstrap samples for the intervals of ICI, E50, E90 and Emax: 0 for none, or 2 or more. Null (the default): 200 where that is quick, else none.
    /// </summary>
    public int? Replicates { get; init; }

    /// <summary>Seed of the bootstrap and of the folds of recalibration. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Stops a running validation.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Checks every option at once.</summary>
    /// <exception cref="ArgumentException">Lists all faults.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (Cause < 0)
        {
            faults.Add(FormattableString.Invariant($"Cause is {Cause}; it must be 0 (any) or greater."));
        }

        if (Cause > 0 && Competing?.Contains(Cause) == true)
        {
            faults.Add(FormattableString.Invariant($"Competing has {Cause}, which is the cause of interest."));
        }

        if (Horizons is { } horizons && SurvivalTrainerOptions.FaultOf(horizons) is { } fault)
        {
            faults.Add(fault);
        }

        if (MainHorizon is { } main && Horizons is { } given && !given.Contains(main))
        {
            faults.Add(FormattableString.Invariant($"MainHorizon is {main}, which is none of the horizons [{string.Join(", ", SurvivalFunction.SlotsOf(given))}]."));
        }

        faults.AddRange((Thresholds ?? []).Where(t => !(t > 0 && t < 1)).Select(t => FormattableString.Invariant($"Threshold {t} must lie strictly between 0 and 1.")));
        if (Groups < 2)
        {
            faults.Add(FormattableString.Invariant($"Groups is {Groups}; it must be 2 or more."));
        }

        if (Bins < 2)
        {
            faults.Add(FormattableString.Invariant($"Bins is {Bins}; it must be 2 or more."));
        }

        if (Replicates is < 0 or 1)
        {
            faults.Add(FormattableString.Invariant($"Replicates is {Replicates}; it must be 0 (no bootstrap), or 2 or more."));
        }

        if (!Enum.IsDefined(Controls))
        {
            faults.Add(FormattableString.Invariant($"Controls is {(int)Controls}, which is not known."));
        }

        MetricEstimate.CheckLevel(Level, faults);
        OptionFaults.ThrowIfAny(faults, nameof(ValidationOptions));
    }
}

using HccRisk.Survival.CutPoints;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.Discrimination;
using HccRisk.Survival.Learning;
using HccRisk.Survival.Resampling;

namespace HccRisk.Survival.Evaluation;

/// <summary>What is evaluated, and how.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Log-risk, higher = more risk. Default "Score".</summary>
    public string ScoreColumn { get; init; } = "Score";

    /// <summary>Follow-up time. Default "Time".</summary>
    public string TimeColumn { get; init; } = "Time";

    /// <summary>Event code. Default "Event".</summary>
    public string EventColumn { get; init; } = "Event";

    /// <summary>
    /// Whether event codes of several causes, among which there is no 0, mean that nobody was censored. Default false: such codes are refused,
    /// for they may be 1 = censored and 2 = event.
    /// </summary>
    public bool AllowUncensored { get; init; }

    /// <summary>
    /// Predicted risk of the cause, one slot a horizon, named after it, or a single number (the "Probability" of a binary trainer) that is the
    /// risk at the only one of <see cref="Horizons"/>. Brier scores and calibration are left out when the data have no such column, or when this is
    /// null. Default "CumulativeIncidence".
    /// </summary>
    public string? RiskColumn { get; init; } = "CumulativeIncidence";

    /// <summary>Cause of interest; 0 for any. Default 1.</summary>
    public int Cause { get; init; } = 1;

    /// <summary>Horizons of the AUC. Default 12, 24, 36.</summary>
    public IReadOnlyList<double> Horizons { get; init; } = [12, 24, 36];

    /// <summary>Truncation time of Uno's C; null for its default.</summary>
    public double? Tau { get; init; }

    /// <summary>Who is a control of the AUC under competing risks.</summary>
    public AucControls Controls { get; init; } = AucControls.EventFreeOrOtherCause;

    /// <summary>
    /// Points of <see cref="SurvivalMetrics.AucCurve"/>, evenly from the time by which a tenth of the events of interest happened to the last one: 0
    /// (none, the default), or 2 or more.
    /// </summary>
    public int AucCurvePoints { get; init; }

    /// <summary>Frozen cut-points of the score, for <see cref="SurvivalMetrics.Groups"/>; null (the default) for none.</summary>
    public RiskGroups? Groups { get; init; }

    /// <summary>Level of the confidence intervals, between 0 and 1. Default 0.95.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>
    /// Whether <see cref="SurvivalMetrics.CalibrationCurves"/> are wanted: each is a regression of its own. Default true.
    /// </summary>
    public bool SmoothedCalibration { get; init; } = true;

    /// <summary>Bootstrap samples for the intervals of ICI and its kin: 0 (none, the default), or 2 or more.</summary>
    public int Replicates { get; init; }

    /// <summary>Seed of the bootstrap. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Stops a running evaluation.</summary>
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

        if (SurvivalTrainerOptions.FaultOf(Horizons) is { } horizons)
        {
            faults.Add(horizons);
        }

        if (AucCurvePoints is < 0 or 1)
        {
            faults.Add(FormattableString.Invariant($"AucCurvePoints is {AucCurvePoints}; it must be 0 (no curve), or 2 or more."));
        }

        if (Replicates is < 0 or 1)
        {
            faults.Add(FormattableString.Invariant($"Replicates is {Replicates}; it must be 0 (no bootstrap), or 2 or more."));
        }

        MetricEstimate.CheckLevel(Level, faults);
        OptionFaults.ThrowIfAny(faults, nameof(EvaluationOptions));
    }
}

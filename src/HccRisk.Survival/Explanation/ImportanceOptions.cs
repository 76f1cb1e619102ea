using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Learning;

namespace HccRisk.Survival.Explanation;

/// <summary>How permutation importance is measured.</summary>
public sealed record ImportanceOptions
{
    /// <summary>Score, higher = more risk. Default "Score".</summary>
    public string ScoreColumn { get; init; } = "Score";

    /// <summary>
    /// Predicted risk of the cause, one slot a horizon, or a single number for the only one of <see cref="Horizons"/>; without such a column, or null, there are
    /// no Brier scores. Default "CumulativeIncidence".
    /// </summary>
    public string? RiskColumn { get; init; } = "CumulativeIncidence";

    /// <summary>Columns of inputs to permute: vectors or numbers of Single. Null (the default) for all those the score depends on.</summary>
    public IReadOnlyList<string>? InputColumns { get; init; }

    /// <summary>Follow-up time. Default "Time".</summary>
    public string TimeColumn { get; init; } = "Time";

    /// <summary>Event code. Default "Event".</summary>
    public string EventColumn { get; init; } = "Event";

    /// <summary>Whether event codes of several causes without a 0 mean that nobody was censored. Default false.</summary>
    public bool AllowUncensored { get; init; }

    /// <summary>Rows with equal values are drawn together by the bootstrap. Default "PatientId" where the data have it; null when every row is a patient.</summary>
    public string? GroupColumn { get; init; } = RowGroups.Standard;

    /// <summary>Cause of interest; 0 for any. Default 1.</summary>
    public int Cause { get; init; } = 1;

    /// <summary>Horizons of AUC and Brier score. Default 12, 24, 36.</summary>
    public IReadOnlyList<double> Horizons { get; init; } = [12, 24, 36];

    /// <summary>Which inputs are permuted together. Default each alone.</summary>
    public ImportanceGrouping Grouping { get; init; }

    /// <summary>Least size of a rank correlation that joins two inputs, above 0 and at most 1. Default 0.8.</summary>
    public double MinCorrelation { get; init; } = 0.8;

    /// <summary>Permutations of each group, 1 or more. Default 5.</summary>
    public int Repeats { get; init; } = 5;

    /// <summary>Bootstrap samples of patients for the intervals: 0 (none), or 2 or more. Default 200.</summary>
    public int Replicates { get; init; } = 200;

    /// <summary>Level of the intervals, between 0 and 1. Default 0.95.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>Seed of permutations and bootstrap. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Stops a running measurement.</summary>
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

        if (!Enum.IsDefined(Grouping))
        {
            faults.Add(FormattableString.Invariant($"Grouping is {(int)Grouping}, which is no known grouping."));
        }

        if (!(MinCorrelation > 0) || MinCorrelation > 1)
        {
            faults.Add(FormattableString.Invariant($"MinCorrelation is {MinCorrelation}; it must be above 0 and at most 1."));
        }

        if (Repeats < 1)
        {
            faults.Add(FormattableString.Invariant($"Repeats is {Repeats}; it must be 1 or greater."));
        }

        if (Replicates is < 0 or 1)
        {
            faults.Add(FormattableString.Invariant($"Replicates is {Replicates}; it must be 0 (no intervals), or 2 or more."));
        }

        MetricEstimate.CheckLevel(Level, faults);
        OptionFaults.ThrowIfAny(faults, nameof(ImportanceOptions));
    }
}

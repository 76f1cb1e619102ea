using HccRisk.Survival.CrossValidation;
using HccRisk.Survival.Data;
using HccRisk.Survival.Learning;
using HccRisk.Survival.Tuning.Search;
using Microsoft.ML;

namespace HccRisk.Survival.Tuning;

/// <summary>How values are searched for.</summary>
public sealed record TuningOptions
{
    /// <summary>
    /// Folds a trial is judged on, with their columns, cause, horizons, threads and token. Default: 5 folds, stratified by event, drawn twice; a
    /// <see cref="CrossValidationOptions.SiteColumn"/> leaves one site out instead.
    /// </summary>
    public CrossValidationOptions Validation { get; init; } = new() { Repeats = 2 };

    /// <summary>What is made as great as it can be. Default <see cref="TuningMetric.UnoC"/>.</summary>
    public TuningMetric Metric { get; init; } = TuningMetric.UnoC;

    /// <summary>Trials of each candidate, 1 or more; one that has nothing to vary has one. Default 40.</summary>
    public int Trials { get; init; } = 40;

    /// <summary>
    /// The longest that all may take, final fits with it; null (the default) for no limit. It is kept to a tenth where the trainers stop when they are told to.
    /// A result that ran out of time depends on the machine.
    /// </summary>
    public TimeSpan? MaxTime { get; init; }

    /// <summary>How values are drawn. Default <see cref="SearchMethod.Tpe"/>.</summary>
    public SearchMethod Search { get; init; }

    /// <summary>Which trials are stopped early. Default <see cref="TrialPruner.Wilcoxon"/>.</summary>
    public TrialPruner Pruner { get; init; }

    /// <summary>A trial is stopped when the p-value of being no worse than the best is below this, between 0 and 1. Default 0.1.</summary>
    public double PruneBelow { get; init; } = 0.1;

    /// <summary>Folds that a trial goes through before it may be stopped, 1 or more. Default 2.</summary>
    public int PruneAfter { get; init; } = 2;

    /// <summary>Whether the simplest trial within one standard error of the best is chosen rather than the best. Default true.</summary>
    public bool OneStandardError { get; init; } = true;

    /// <summary>
    /// Trials of a candidate that are drawn together, before any of them is known: they can be fitted at the same time. It belongs to the search and not to the
    /// machine, so that the trials are the same on any number of threads. Default 4.
    /// </summary>
    public int Batch { get; init; } = 4;

    /// <summary>Seed of the values and of the trainers; that of the folds is the one of <see cref="Validation"/>. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// File that every trial is written to, a line of JSON each. When it is there, the search goes on where it ends, and comes to the same as in one go; a file of
    /// other data, candidates or options is refused. Null (the default) for none.
    /// </summary>
    public string? RecordFile { get; init; }

    /// <summary>Makes the steps before every candidate (imputation, scaling, selection), fitted in each fold; null (the default) for none.</summary>
    public Func<MLContext, IEstimator<ITransformer>>? Prepare { get; init; }

    /// <summary>Fewest events of the cause of interest, 1 or more: with fewer the choice would be chance, and is refused. Default 10.</summary>
    public int FewestEvents { get; init; } = 10;

    /// <summary>The clock of <see cref="MaxTime"/>.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Checks every option at once.</summary>
    /// <exception cref="ArgumentException">Lists all faults.</exception>
    public void Validate()
    {
        Validation.Validate();
        var faults = new List<string>();
        (bool IsWrong, FormattableString Fault)[] checks =
        [
            (Trials < 1, $"Trials is {Trials}; it must be 1 or more."),
            (MaxTime is { } time && time <= TimeSpan.Zero, $"MaxTime is {MaxTime}; it must be above 0."),
            (!Enum.IsDefined(Search), $"Search is {(int)Search}, which is no known search."),
            (!Enum.IsDefined(Pruner), $"Pruner is {(int)Pruner}, which is no known pruner."),
            (!(PruneBelow is > 0 and < 1), $"PruneBelow is {PruneBelow}; it must lie between 0 and 1."),
            (PruneAfter < 1, $"PruneAfter is {PruneAfter}; it must be 1 or more."),
            (Batch < 1, $"Batch is {Batch}; it must be 1 or more."),
            (FewestEvents < 1, $"FewestEvents is {FewestEvents}; it must be 1 or more."),
            (Metric.Time is { } at && !Validation.Horizons.Contains(at),
                $"Metric is {Metric}, which is none of the Horizons of Validation: [{string.Join(", ", SurvivalFunction.SlotsOf(Validation.Horizons))}]."),
            (Metric.NeedsRisks && Validation.RiskColumn is null, $"Metric is {Metric} and Validation.RiskColumn is null: it needs predicted risks."),
        ];
        foreach (var (_, fault) in checks.Where(c => c.IsWrong))
        {
            faults.Add(FormattableString.Invariant(fault));
        }

        OptionFaults.ThrowIfAny(faults, nameof(TuningOptions));
    }
}

using HccRisk.Survival.Cox;
using HccRisk.Survival.Learning;

namespace HccRisk.Survival.Average;

/// <summary>
/// Which columns <see cref="AverageTrainer"/> reads and writes: each fit must write <see cref="SurvivalTrainerOptions.ScoreColumn"/>; features are
/// the fits' own affair.
/// </summary>
public sealed record AverageTrainerOptions : SurvivalTrainerOptions
{
    /// <summary>Treatment of tied event times in the baseline hazard. Default <see cref="TieHandling.Efron"/>.</summary>
    public TieHandling Ties { get; init; } = TieHandling.Efron;

    /// <summary>
    /// How the spread of the mean score is corrected by scores of rows that the fits have not seen; null (the default) leaves it: a fit with its
    /// penalty chosen by cross-validation, or with events enough, needs no correction.
    /// </summary>
    public SlopeRecalibration? Recalibration { get; init; }

    /// <inheritdoc/>
    protected override OptionalColumns Known => OptionalColumns.Entry | OptionalColumns.Weight | OptionalColumns.Strata;

    /// <inheritdoc/>
    protected override IEnumerable<string> Faults()
    {
        var faults = base.Faults().Concat(Recalibration?.Faults() ?? []);
        return Ties is TieHandling.Efron or TieHandling.Breslow ? faults : faults.Append($"Ties is {Ties}; the baseline knows Efron and Breslow.");
    }
}

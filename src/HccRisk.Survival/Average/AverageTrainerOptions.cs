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

    /// <inheritdoc/>
    protected override OptionalColumns Known => OptionalColumns.Entry | OptionalColumns.Weight | OptionalColumns.Strata;

    /// <inheritdoc/>
    protected override IEnumerable<string> Faults() => Ties is TieHandling.Efron or TieHandling.Breslow
        ? base.Faults()
        : base.Faults().Append($"Ties is {Ties}; the baseline knows Efron and Breslow.");
}

using HccRisk.Survival.Cox;
using HccRisk.Survival.Learning;

namespace HccRisk.Boosting;

/// <summary>How <see cref="BoostedCoxTrainer"/> learns, and which columns it reads and writes. Features may be missing.</summary>
public sealed record BoostedCoxTrainerOptions : SurvivalTrainerOptions
{
    /// <summary>Trees and folds. Rows of one <see cref="SurvivalTrainerOptions.GroupColumn"/> stay in one fold.</summary>
    public BoostingOptions Boosting { get; init; } = new();

    /// <summary>Treatment of tied events, of objective and baseline. Default Efron.</summary>
    public TieHandling Ties { get; init; } = TieHandling.Efron;

    /// <inheritdoc/>
    protected override OptionalColumns Known => OptionalColumns.Entry | OptionalColumns.Weight | OptionalColumns.Strata;

    /// <inheritdoc/>
    protected override bool LearnsMissing => true;

    /// <inheritdoc/>
    protected override IEnumerable<string> Faults()
    {
        foreach (var fault in base.Faults().Concat(Boosting.Faults()))
        {
            yield return fault;
        }

        if (Ties is not (TieHandling.Efron or TieHandling.Breslow))
        {
            yield return $"Ties are {Ties}; a boosted Cox model knows Efron and Breslow.";
        }
    }
}

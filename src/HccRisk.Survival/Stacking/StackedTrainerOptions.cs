using HccRisk.Survival.Cox;
using HccRisk.Survival.Learning;

namespace HccRisk.Survival.Stacking;

/// <summary>
/// Which columns <see cref="StackedTrainer"/> reads and writes, and how it joins the scores: each model must write
/// <see cref="SurvivalTrainerOptions.ScoreColumn"/>; features are the models' own affair.
/// </summary>
public sealed record StackedTrainerOptions : SurvivalTrainerOptions
{
    /// <summary>Folds by which the scores that are joined come from models that never saw their rows. Default 5.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Seed of the folds. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Ridge penalty on the weights of the scores, per standard deviation, as a multiple of the number of events. Default 0.1.</summary>
    public double RidgePerEvent { get; init; } = 0.1;

    /// <summary>Treatment of tied event times. Default <see cref="TieHandling.Efron"/>.</summary>
    public TieHandling Ties { get; init; } = TieHandling.Efron;

    /// <inheritdoc/>
    protected override IEnumerable<string> Faults()
    {
        foreach (var fault in base.Faults())
        {
            yield return fault;
        }

        if (Folds < 2)
        {
            yield return FormattableString.Invariant($"Folds is {Folds}; it must be 2 or more.");
        }

        if (!(RidgePerEvent >= 0) || !double.IsFinite(RidgePerEvent))
        {
            yield return FormattableString.Invariant($"RidgePerEvent is {RidgePerEvent}; it must be finite and 0 or greater.");
        }

        if (Ties is not (TieHandling.Efron or TieHandling.Breslow))
        {
            yield return $"Ties is {Ties}; the joined model knows Efron and Breslow.";
        }
    }
}

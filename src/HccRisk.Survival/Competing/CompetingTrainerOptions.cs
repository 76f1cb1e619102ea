using HccRisk.Survival.Cox;
using HccRisk.Survival.Learning;

namespace HccRisk.Survival.Competing;

/// <summary>
/// Which columns <see cref="CompetingTrainer"/> reads and writes, and how the hazards of the competing causes are learned: the model of the cause of interest must write
/// <see cref="SurvivalTrainerOptions.ScoreColumn"/>, and <see cref="SurvivalTrainerOptions.FeatureColumn"/> is what the other causes are learned from.
/// </summary>
public sealed record CompetingTrainerOptions : SurvivalTrainerOptions
{
    /// <summary>
    /// Ridge penalty of the model of each competing cause as a multiple of its events, 0 or greater; the features must be on one scale. Default 2: with few events it is
    /// never far from the average hazard.
    /// </summary>
    public double RidgePerEvent { get; init; } = 2;

    /// <summary>Fewest events, 1 or more, from which a competing cause gets a model; one with fewer has the same hazard for everybody. Default 20.</summary>
    public int MinEvents { get; init; } = 20;

    /// <summary>Treatment of tied event times. Default <see cref="TieHandling.Efron"/>.</summary>
    public TieHandling Ties { get; init; } = TieHandling.Efron;

    /// <inheritdoc/>
    protected override IEnumerable<string> Faults()
    {
        foreach (var fault in base.Faults())
        {
            yield return fault;
        }

        if (Cause == 0)
        {
            yield return "Cause is 0 (any), which leaves no cause to compete: name one.";
        }

        if (!(RidgePerEvent >= 0) || !double.IsFinite(RidgePerEvent))
        {
            yield return FormattableString.Invariant($"RidgePerEvent is {RidgePerEvent}; it must be finite and 0 or greater.");
        }

        if (MinEvents < 1)
        {
            yield return FormattableString.Invariant($"MinEvents is {MinEvents}; it must be 1 or more.");
        }

        if (Ties is not (TieHandling.Efron or TieHandling.Breslow))
        {
            yield return $"Ties is {Ties}; the baselines know Efron and Breslow.";
        }
    }
}

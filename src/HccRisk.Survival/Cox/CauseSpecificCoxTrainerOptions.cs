using HccRisk.Survival.Learning;

namespace HccRisk.Survival.Cox;

/// <summary>How <see cref="CauseSpecificCoxTrainer"/> learns, and which columns it reads and writes.</summary>
public sealed record CauseSpecificCoxTrainerOptions : SurvivalTrainerOptions
{
    /// <summary>Treatment of tied event times. Default <see cref="TieHandling.Efron"/>.</summary>
    public TieHandling Ties { get; init; } = TieHandling.Efron;

    /// <inheritdoc/>
    protected override OptionalColumns Known => OptionalColumns.Entry | OptionalColumns.Weight;

    /// <inheritdoc/>
    protected override IEnumerable<string> Faults()
    {
        foreach (var fault in base.Faults())
        {
            yield return fault;
        }

        if (Cause == 0)
        {
            yield return "Cause is 0 (any), which leaves no cause to compete: name one, or use the Cox trainer.";
        }

        if (!Enum.IsDefined(Ties))
        {
            yield return FormattableString.Invariant($"Ties is {(int)Ties}, which is no known treatment.");
        }

        if (WeightColumn is not null && Ties == TieHandling.Exact)
        {
            yield return "WeightColumn is set; the exact likelihood has no case weights: use Efron or Breslow ties.";
        }
    }
}

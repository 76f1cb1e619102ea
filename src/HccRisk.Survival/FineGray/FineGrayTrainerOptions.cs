using HccRisk.Survival.Learning;

namespace HccRisk.Survival.FineGray;

/// <summary>How <see cref="FineGrayTrainer"/> learns, and which columns it reads and writes. Entry times, weights and strata are refused: the model has none.</summary>
public sealed record FineGrayTrainerOptions : SurvivalTrainerOptions
{
    /// <summary>Definition of the weights and of the variance. Default <see cref="FineGrayConvention.Crr"/>.</summary>
    public FineGrayConvention Convention { get; init; } = FineGrayConvention.Crr;

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

        if (!Enum.IsDefined(Convention))
        {
            yield return FormattableString.Invariant($"Convention is {(int)Convention}, which is not known.");
        }
    }
}

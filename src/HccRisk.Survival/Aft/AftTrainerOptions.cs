using HccRisk.Survival.Learning;

namespace HccRisk.Survival.Aft;

/// <summary>How <see cref="AftTrainer"/> learns, and which columns it reads and writes. Strata are refused: the model has none.</summary>
public sealed record AftTrainerOptions : SurvivalTrainerOptions
{
    /// <summary>Distribution of the event time. Default <see cref="AftDistribution.Weibull"/>.</summary>
    public AftDistribution Distribution { get; init; } = AftDistribution.Weibull;

    /// <inheritdoc/>
    protected override OptionalColumns Known => OptionalColumns.Entry | OptionalColumns.Weight;

    /// <inheritdoc/>
    protected override IEnumerable<string> Faults()
    {
        foreach (var fault in base.Faults())
        {
            yield return fault;
        }

        if (!Enum.IsDefined(Distribution))
        {
            yield return FormattableString.Invariant($"Distribution is {(int)Distribution}, which is no known distribution.");
        }
    }
}

namespace HccRisk.Features.Imputation;

/// <summary>Imputation by equations of each slot in the others.</summary>
public sealed record ChainedImputationOptions : ImputationOptions
{
    /// <summary>
    /// 0 (the default) puts the value to be expected, which is what a prediction needs. 1, 2, ... is the number of a draw at random:
    /// coefficients drawn from what the training rows say of them, and the value of a training row of like prediction (predictive mean
    /// matching). An analysis of several draws, pooled by Rubin's rules, has honest standard errors; <c>ml.Transforms.ImputeMultiple</c>
    /// makes them.
    /// </summary>
    public int Draw { get; init; }

    /// <summary>Seed of the draws. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Rounds through all slots with missing values, 1 or more. Default 10.</summary>
    public int Rounds { get; init; } = 10;

    /// <summary>
    /// Slots in the equation of another at most, 0 or more: those most correlated with it; also at most one for five rows that have its
    /// value. Default 30.
    /// </summary>
    public int MaxPredictors { get; init; } = 30;

    /// <summary>Training rows of nearest prediction of which one gives its value, 1 or more; of use to draws. Default 5.</summary>
    public int Donors { get; init; } = 5;

    /// <inheritdoc/>
    protected override IEnumerable<string> Faults()
    {
        foreach (var fault in base.Faults())
        {
            yield return fault;
        }

        (string Name, int Value, int Least)[] limits =
            [(nameof(Draw), Draw, 0), (nameof(Rounds), Rounds, 1), (nameof(MaxPredictors), MaxPredictors, 0), (nameof(Donors), Donors, 1)];
        foreach (var (name, value, least) in limits.Where(l => l.Value < l.Least))
        {
            yield return FormattableString.Invariant($"{name} is {value}; it must be {least} or more.");
        }
    }
}

using HccRisk.Survival.Data;

namespace HccRisk.Survival.CoxBoost;

/// <summary>How a Cox model is boosted by its partial likelihood, and how the number of steps is chosen by cross-validation.</summary>
public sealed record CoxBoostOptions
{
    /// <summary>Steps of a path, and the most that cross-validation may choose; 0 or more. Default 200.</summary>
    public int MaxSteps { get; init; } = 200;

    /// <summary>
    /// Penalty of a step's update, above 0: the greater, the smaller the steps. It acts on coefficients per standard deviation when
    /// <see cref="Standardize"/> is set. Null (the default) for 9 times the number of events, which makes a first step a tenth of the whole way.
    /// </summary>
    public double? Penalty { get; init; }

    /// <summary>Multiple of the penalty on each column, above 0; infinity for a coefficient that stays 0. Empty (the default) for 1 each.</summary>
    public IReadOnlyList<double> PenaltyFactors { get; init; } = [];

    /// <summary>Columns that are always in the model, without a penalty and on their own scale, refitted before every step but the first. Default none.</summary>
    public IReadOnlyList<int> Mandatory { get; init; } = [];

    /// <summary>
    /// Ridge penalty on the mandatory coefficients, per standard deviation, from the step on at which one of them is seen to grow without bound
    /// (separation); a warning says so. 0 or more; it has no part in a fit without such a coefficient. Default 1.
    /// </summary>
    public double MandatoryRidge { get; init; } = 1;

    /// <summary>Which column a step takes. Default <see cref="CoxBoostCriterion.PenalizedScore"/>.</summary>
    public CoxBoostCriterion Criterion { get; init; }

    /// <summary>
    /// Factor of the step of a column each time it was taken, above 0: below 1 its penalty rises, so that others come in; above 1 it falls. Default
    /// 1: penalties stay. As the sigmoid scheme of R's CoxBoost.
    /// </summary>
    public double StepSizeFactor { get; init; } = 1;

    /// <summary>Whether columns that are not mandatory are divided by their standard deviation (denominator n - 1). Default true.</summary>
    public bool Standardize { get; init; } = true;

    /// <summary>Number of folds, 2 or more. Default 10.</summary>
    public int Folds { get; init; } = 10;

    /// <summary>How often the folds are drawn anew, 1 or more. Default 1.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary>Seed of the folds. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>
    /// Whether to search for a penalty under which cross-validation chooses from <see cref="LeastSteps"/> to 95 % of <see cref="MaxSteps"/>: too
    /// few steps are greedy. It starts from <see cref="Penalty"/>. Default false.
    /// </summary>
    public bool SearchPenalty { get; init; }

    /// <summary>Fewest steps a penalty search is content with, below 95 % of <see cref="MaxSteps"/>. Default 50.</summary>
    public int LeastSteps { get; init; } = 50;

    /// <summary>Penalties a search tries, 1 or more. Default 10.</summary>
    public int SearchIterations { get; init; } = 10;

    /// <summary>Checks every option at once.</summary>
    /// <exception cref="ArgumentException">Lists all faults.</exception>
    public void Validate() => OptionFaults.ThrowIfAny([.. Faults()], nameof(CoxBoostOptions));

    internal IEnumerable<string> Faults()
    {
        foreach (var factor in PenaltyFactors.Where(f => !(f > 0)))
        {
            yield return FormattableString.Invariant($"PenaltyFactors has {factor}; each must be above 0. For a column without a penalty use Mandatory.");
        }

        (bool IsWrong, FormattableString Fault)[] checks =
        [
            (MaxSteps < 0, $"MaxSteps is {MaxSteps}; it must be 0 or more."),
            (Penalty is { } penalty && (!(penalty > 0) || !double.IsFinite(penalty)), $"Penalty is {Penalty}; it must be finite and above 0."),
            (!(MandatoryRidge >= 0) || !double.IsFinite(MandatoryRidge), $"MandatoryRidge is {MandatoryRidge}; it must be finite and 0 or greater."),
            (!Enum.IsDefined(Criterion), $"Criterion is {(int)Criterion}, which is no known criterion."),
            (!(StepSizeFactor > 0) || !double.IsFinite(StepSizeFactor), $"StepSizeFactor is {StepSizeFactor}; it must be finite and above 0."),
            (Folds < 2, $"Folds is {Folds}; it must be 2 or more."),
            (Repeats < 1, $"Repeats is {Repeats}; it must be 1 or more."),
            (SearchPenalty && !(LeastSteps >= 0 && LeastSteps < 0.95 * MaxSteps), $"LeastSteps is {LeastSteps}; it must be 0 or more and below 95 % of MaxSteps ({MaxSteps})."),
            (SearchIterations < 1, $"SearchIterations is {SearchIterations}; it must be 1 or more."),
        ];
        foreach (var (_, fault) in checks.Where(c => c.IsWrong))
        {
            yield return FormattableString.Invariant(fault);
        }
    }

    internal void CheckColumns(int columns)
    {
        if (PenaltyFactors.Count != 0 && PenaltyFactors.Count != columns)
        {
            throw new ArgumentException(FormattableString.Invariant($"PenaltyFactors has {PenaltyFactors.Count} values, 'x' has {columns} columns."));
        }

        foreach (var column in Mandatory.Where(m => m < 0 || m >= columns))
        {
            throw new ArgumentException(FormattableString.Invariant($"Mandatory has column {column}; 'x' has {columns} columns, from 0."));
        }
    }
}

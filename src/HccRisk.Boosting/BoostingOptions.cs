namespace HccRisk.Boosting;

/// <summary>How trees are boosted and how many of them are taken. The defaults are for few events: small trees, strong shrinkage.</summary>
public sealed record BoostingOptions
{
    /// <summary>
    /// Most trees, 1 or more. Cross-validation takes those up to the best; without it exactly so many are grown. Default 1000.
    /// </summary>
    public int Rounds { get; init; } = 1000;

    /// <summary>Share of each tree's step that is taken, above 0 to 1. Default 0.05.</summary>
    public double LearningRate { get; init; } = 0.05;

    /// <summary>Most leaves of a tree, 2 or more. Default 8.</summary>
    public int Leaves { get; init; } = 8;

    /// <summary>Most cuts from root to leaf, 1 or more: how many features may act together. Default 3.</summary>
    public int Depth { get; init; } = 3;

    /// <summary>Least rows of a leaf, 1 or more. Default 20.</summary>
    public int MinimumRows { get; init; } = 20;

    /// <summary>
    /// Least sum of second derivatives in a leaf, 0 or greater: of a Cox model about the events expected in it. Default 1.
    /// </summary>
    public double MinimumHessian { get; init; } = 1;

    /// <summary>Penalty on the squares of leaf values, 0 or greater, in the unit of <see cref="MinimumHessian"/>. Default 5.</summary>
    public double Ridge { get; init; } = 5;

    /// <summary>Share of the features that each tree may look at, above 0 to 1. Default 0.5.</summary>
    public double FeatureFraction { get; init; } = 0.5;

    /// <summary>
    /// Folds that choose the number of trees by cross-validated likelihood, and give the scores under which the baseline hazard is taken;
    /// 0 for neither,
    /// which overstates how far risks spread. Default 10.
    /// </summary>
    public int Folds { get; init; } = 10;

    /// <summary>How often the folds are drawn anew, 1 or more. Default 1.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary>Growing stops when the cross-validated likelihood has not risen for so many rounds, 1 or more. Default 50.</summary>
    public int Patience { get; init; } = 50;

    /// <summary>Features whose score may not fall as they rise, by name. Default none.</summary>
    public IReadOnlyList<string> Increasing { get; init; } = [];

    /// <summary>Features whose score may not rise as they rise, by name. Default none.</summary>
    public IReadOnlyList<string> Decreasing { get; init; } = [];

    /// <summary>
    /// Features that are codes of categories, by name: whole numbers from 0 to 32767, or missing. A code that training did not see goes
    /// with those that
    /// are not singled out. Default none.
    /// </summary>
    public IReadOnlyList<string> Categorical { get; init; } = [];

    /// <summary>Seed of folds and of the features each tree looks at, 0 or greater. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// Threads of the last fit, 1 or more; they change no byte of it. Default 1, for LightGBM's threads spin when others need the
    /// processor.
    /// </summary>
    public int Threads { get; init; } = 1;

    /// <summary>Checks every option at once.</summary>
    /// <exception cref="ArgumentException">Lists all faults.</exception>
    public void Validate()
    {
        if (Faults().ToArray() is { Length: > 0 } faults)
        {
            throw new ArgumentException($"Invalid {nameof(BoostingOptions)}: " + string.Join(" ", faults));
        }
    }

    internal IEnumerable<string> Faults()
    {
        (bool IsWrong, FormattableString Fault)[] checks =
        [
            (Rounds < 1, $"Rounds is {Rounds}; it must be 1 or more."),
            (!(LearningRate is > 0 and <= 1), $"LearningRate is {LearningRate}; it must be above 0 and at most 1."),
            (Leaves is < 2 or > 1024, $"Leaves is {Leaves}; it must lie between 2 and 1024."),
            (Depth < 1, $"Depth is {Depth}; it must be 1 or more."),
            (MinimumRows < 1, $"MinimumRows is {MinimumRows}; it must be 1 or more."),
            (!(MinimumHessian >= 0) || !double.IsFinite(MinimumHessian), $"MinimumHessian is {MinimumHessian}; it must be finite and 0 or greater."),
            (!(Ridge >= 0) || !double.IsFinite(Ridge), $"Ridge is {Ridge}; it must be finite and 0 or greater."),
            (!(FeatureFraction is > 0 and <= 1), $"FeatureFraction is {FeatureFraction}; it must be above 0 and at most 1."),
            (Folds is < 0 or 1, $"Folds is {Folds}; it must be 2 or more, or 0 for no cross-validation."),
            (Repeats < 1, $"Repeats is {Repeats}; it must be 1 or more."),
            (Patience < 1, $"Patience is {Patience}; it must be 1 or more."),
            (Seed < 0, $"Seed is {Seed}; it must be 0 or greater."),
            (Threads < 1, $"Threads is {Threads}; it must be 1 or more."),
        ];
        foreach (var (_, fault) in checks.Where(c => c.IsWrong))
        {
            yield return FormattableString.Invariant(fault);
        }

        foreach (var twice in Increasing.Concat(Decreasing).Concat(Categorical).GroupBy(n => n, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            yield return $"'{twice.Key}' is named twice among Increasing, Decreasing and Categorical.";
        }
    }
}

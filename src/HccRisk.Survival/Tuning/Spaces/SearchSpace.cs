using HccRisk.Survival.Data;

namespace HccRisk.Survival.Tuning.Spaces;

/// <summary>What a search varies: dimensions with types, some of them only where another has a certain value. It is never changed; every call adds to a copy.</summary>
public sealed class SearchSpace
{
    private readonly int[] _parents;

    /// <summary>A space of some dimensions.</summary>
    /// <param name="dimensions">The dimensions, one that another depends on before it.</param>
    /// <exception cref="ArgumentException">A dimension is impossible, two have one name, or a condition names nothing before it; the message lists all faults.</exception>
    public SearchSpace(params IReadOnlyList<Dimension> dimensions)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        Dimensions = [.. dimensions];
        _parents = [.. Dimensions.Select((d, i) => d.When is { } when ? IndexOf(when.Parent, i) : -1)];
        OptionFaults.ThrowIfAny([.. Faults()], nameof(SearchSpace));
        Groups = [.. Enumerable.Range(0, Dimensions.Count).GroupBy(i => Dimensions[i].When?.Describe() ?? string.Empty).Select(g => g.ToArray())];
    }

    /// <summary>The dimensions; none for a candidate that has nothing to tune.</summary>
    public IReadOnlyList<Dimension> Dimensions { get; }

    /// <summary>Dimensions that are there together, those others depend on first.</summary>
    internal IReadOnlyList<int[]> Groups { get; }

    /// <summary>The condition of a further dimension.</summary>
    /// <param name="parent">Name of a dimension with choices.</param>
    /// <param name="values">The choices that bring the dimension in.</param>
    public static DimensionCondition When(string parent, params IReadOnlyList<string> values) => new(parent, values);

    /// <summary>The space with a real number more.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="low">The least value.</param>
    /// <param name="high">The greatest value.</param>
    /// <param name="log">Whether it is searched on the log scale.</param>
    /// <param name="step">Distance of the values; null for any value.</param>
    /// <param name="when">When it has a value; null for always.</param>
    public SearchSpace Real(string name, double low, double high, bool log = false, double? step = null, DimensionCondition? when = null) =>
        new([.. Dimensions, new RealDimension { Name = name, Low = low, High = high, Log = log, Step = step, When = when }]);

    /// <summary>The space with a whole number more.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="low">The least value.</param>
    /// <param name="high">The greatest value.</param>
    /// <param name="log">Whether it is searched on the log scale.</param>
    /// <param name="when">When it has a value; null for always.</param>
    public SearchSpace Whole(string name, int low, int high, bool log = false, DimensionCondition? when = null) =>
        new([.. Dimensions, new IntegerDimension { Name = name, Low = low, High = high, Log = log, When = when }]);

    /// <summary>The space with a choice more.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="choices">The choices.</param>
    /// <param name="when">When it has a value; null for always.</param>
    public SearchSpace Choice(string name, IReadOnlyList<string> choices, DimensionCondition? when = null) =>
        new([.. Dimensions, new CategoricalDimension { Name = name, Choices = choices, When = when }]);

    /// <summary>Whether a dimension has a value beside the values before it.</summary>
    internal bool IsActive(int dimension, ReadOnlySpan<double> values)
    {
        if (Dimensions[dimension].When is not { } when)
        {
            return true;
        }

        var value = values[_parents[dimension]];
        return !double.IsNaN(value) && when.Values.Contains(((CategoricalDimension)Dimensions[_parents[dimension]]).Choices[(int)value]);
    }

    internal int IndexOf(string name) => IndexOf(name, Dimensions.Count);

    /// <summary>The space in one line: two spaces with one text are the same.</summary>
    internal string Describe() => string.Join("; ", Dimensions.Select(d => d.Describe() + (d.When is { } when ? " when " + when.Describe() : string.Empty)));

    private int IndexOf(string name, int end)
    {
        for (var i = 0; i < end; i++)
        {
            if (Dimensions[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }

    private IEnumerable<string> Faults()
    {
        foreach (var name in Dimensions.GroupBy(d => d.Name).Where(g => g.Count() > 1 || string.IsNullOrEmpty(g.Key)).Select(g => g.Key))
        {
            yield return string.IsNullOrEmpty(name) ? "A dimension has no name." : $"Two dimensions are called '{name}'.";
        }

        for (var i = 0; i < Dimensions.Count; i++)
        {
            if (Dimensions[i].Fault() is { } fault)
            {
                yield return fault;
            }

            if (Dimensions[i].When is not { } when)
            {
                continue;
            }

            if (_parents[i] < 0 || Dimensions[_parents[i]] is not CategoricalDimension parent)
            {
                yield return $"'{Dimensions[i].Name}' depends on '{when.Parent}', which is no dimension with choices before it.";
            }
            else if (when.Values.Count == 0 || when.Values.Any(v => !parent.Choices.Contains(v)))
            {
                yield return $"'{Dimensions[i].Name}' depends on [{string.Join(", ", when.Values)}] of '{when.Parent}', whose choices are [{string.Join(", ", parent.Choices)}].";
            }
        }
    }
}

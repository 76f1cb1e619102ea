using HccRisk.Core.Naming;

namespace HccRisk.Survival.Cox;

/// <summary>What is known of single coefficients before a penalised fit: how much to penalise them, towards what, and those that are given.</summary>
public sealed record ColumnPenalties
{
    private const int MostCombinations = 1000;

    /// <summary>Features with a penalty of their own. Default none: all alike.</summary>
    public IReadOnlyList<PenaltyGroup> Groups { get; init; } = [];

    /// <summary>
    /// Coefficients, by name of a slot and per unit of it, towards which the penalty draws instead of towards 0: those of an earlier model.
    /// </summary>
    public IReadOnlyDictionary<string, double> PriorMeans { get; init; } = new Dictionary<string, double>();

    /// <summary>
    /// Coefficients, by name of a slot and per unit of it, that are given and not fitted: an offset that the model carries with it, such as a
    /// published score at half its weight (0.5).
    /// </summary>
    public IReadOnlyDictionary<string, double> FixedCoefficients { get; init; } = new Dictionary<string, double>();

    internal bool HasChoices => Groups.Any(g => g.Choices.Count > 0);

    internal IEnumerable<string> Faults()
    {
        foreach (var group in Groups)
        {
            var name = $"the penalty group of '{(group.Slots.Count > 0 ? group.Slots[0] : string.Empty)}'";
            if (group.Slots.Count == 0 || group.Slots.Any(string.IsNullOrEmpty))
            {
                yield return $"Slots of {name} is empty or has an empty name.";
            }

            foreach (var factor in group.Choices.Append(group.Factor).Where(f => !(f >= 0) || !double.IsFinite(f)))
            {
                yield return FormattableString.Invariant($"A factor of {name} is {factor}; it must be finite and 0 or greater.");
            }
        }

        if (Groups.SelectMany(g => g.Slots.Distinct()).GroupBy(s => s).FirstOrDefault(s => s.Count() > 1) is { } twice)
        {
            yield return $"'{twice.Key}' is in several penalty groups.";
        }

        if (Groups.Aggregate(1.0, (product, g) => product * Math.Max(1, g.Choices.Count)) > MostCombinations)
        {
            yield return FormattableString.Invariant($"The choices of the penalty groups make more than {MostCombinations} combinations.");
        }

        foreach (var (slot, value) in PriorMeans.Concat(FixedCoefficients).Where(c => !double.IsFinite(c.Value)))
        {
            yield return FormattableString.Invariant($"The coefficient given for '{slot}' is {value}; it must be finite.");
        }

        if (PriorMeans.Keys.FirstOrDefault(FixedCoefficients.ContainsKey) is { } both)
        {
            yield return $"'{both}' is in PriorMeans and in FixedCoefficients: give one of them.";
        }
    }

    /// <summary>The penalties of the columns of a fit.</summary>
    /// <exception cref="ArgumentException">A name fits no column; the message gives the nearest.</exception>
    internal ColumnPlan Resolve(IReadOnlyList<string> slots)
    {
        foreach (var unknown in Groups.SelectMany(g => g.Slots).Where(name => !slots.Any(s => s.StartsWith(name, StringComparison.Ordinal))))
        {
            throw new ArgumentException($"Penalty group: no feature's name is or starts with '{unknown}'{NearestNames.Hint(unknown, slots)}.");
        }

        var known = new double[slots.Count];
        var isFixed = new bool[slots.Count];
        foreach (var (name, value) in PriorMeans.Concat(FixedCoefficients))
        {
            var at = slots.ToList().IndexOf(name);
            if (at < 0)
            {
                throw new ArgumentException($"A coefficient is given for '{name}', which is no feature{NearestNames.Hint(name, slots)}.");
            }

            known[at] = value;
            isFixed[at] = FixedCoefficients.ContainsKey(name);
        }

        int[] groupOf = [.. slots.Select(GroupOf)];
        var combinations = new List<double[]> { Groups.Select(g => g.Factor).ToArray() };
        for (var g = 0; g < Groups.Count; g++)
        {
            var choices = Groups[g].Choices;
            combinations = choices.Count == 0 ? combinations : [.. combinations.SelectMany(c => choices.Select(f => (double[])[.. c[..g], f, .. c[(g + 1)..]]))];
        }

        double[][] factors = [.. combinations.Select(c => groupOf.Select((g, j) => isFixed[j] ? double.PositiveInfinity : g < 0 ? 1 : c[g]).ToArray())];
        return new ColumnPlan(factors, known.AsSpan().ContainsAnyExcept(0.0) ? known : null);
    }

    private int GroupOf(string slot)
    {
        var (found, longest) = (-1, 0);
        for (var g = 0; g < Groups.Count; g++)
        {
            foreach (var name in Groups[g].Slots)
            {
                if (name.Length > longest && slot.StartsWith(name, StringComparison.Ordinal))
                {
                    (found, longest) = (g, name.Length);
                }
            }
        }

        return found;
    }
}

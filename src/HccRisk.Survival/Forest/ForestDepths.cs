using HccRisk.Core.Printing;
using HccRisk.Survival.Trees;

namespace HccRisk.Survival.Forest;

/// <summary>Minimal depth of every column, and what it would be by chance.</summary>
/// <param name="Columns">The columns, in their order.</param>
/// <param name="Threshold">
/// Mean over trees of the minimal depth of a column that every node takes with the same chance 1 / p: columns below it are split on
/// sooner than that. NaN when no tree has a split.
/// </param>
public sealed record ForestDepths(IReadOnlyList<ForestDepth> Columns, double Threshold)
{
    /// <summary>Names of the columns below the threshold, the least depth first.</summary>
    public IReadOnlyList<string> Selected => [.. Columns.Where(c => c.Depth < Threshold).OrderBy(c => c.Depth).Select(c => c.Name)];

    internal static ForestDepths Of(IReadOnlyList<TreeNodes> trees, IReadOnlyList<string> names)
    {
        var (sums, used, chance, count) = (new double[names.Count], new int[names.Count], 0.0, 0);
        foreach (var tree in trees.Where(t => t.Feature.Length > 0))
        {
            var depths = new int[tree.Feature.Length];
            var first = new int[names.Count];
            Array.Fill(first, int.MaxValue);
            for (var node = 0; node < depths.Length; node++)
            {
                first[tree.Feature[node]] = Math.Min(first[tree.Feature[node]], depths[node]);
                foreach (var child in new[] { tree.Left[node], tree.Right[node] })
                {
                    if (child >= 0)
                    {
                        depths[child] = depths[node] + 1;
                    }
                }
            }

            var deepest = depths.Max() + 1;
            for (var j = 0; j < first.Length; j++)
            {
                sums[j] += Math.Min(first[j], deepest);
                used[j] += first[j] < int.MaxValue ? 1 : 0;
            }

            chance += ByChance(depths, deepest, names.Count);
            count++;
        }

        return new ForestDepths([.. names.Select((name, j) => new ForestDepth(name, sums[j] / count, used[j]))], chance / count);
    }

    /// <summary>The mean is the sum over depths of the chance that no node at it or above took the column.</summary>
    private static double ByChance(int[] depths, int deepest, int columns)
    {
        var (mean, above) = (0.0, 0);
        for (var depth = 0; depth < deepest; depth++)
        {
            above += depths.Count(d => d == depth);
            mean += Math.Pow(1 - (1.0 / columns), above);
        }

        return mean;
    }

    /// <inheritdoc/>
    public override string ToString() => Printed.Lines([$"minimal depth: features up to {Printed.Number(Threshold)} are selected", .. Columns.OrderBy(c => c.Depth).Select(c => $"{c.Name}: {Printed.Number(c.Depth)}{(Selected.Contains(c.Name, StringComparer.Ordinal) ? ", selected" : string.Empty)}")]);
}

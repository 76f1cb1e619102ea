using HccRisk.Survival.Trees;

namespace HccRisk.Survival.Tests.Explanation;

/// <summary>Trees of random splits, of any shape.</summary>
internal static class GrownTree
{
    /// <summary>Splits random leaves again and again.</summary>
    /// <param name="random">Numbers.</param>
    /// <param name="columns">Inputs, which fall between -2 and 2.</param>
    /// <param name="splits">Inner nodes.</param>
    /// <param name="special">Whether some nodes ask for categories, and missing values go to either side.</param>
    public static TreeNodes Random(Random random, int columns, int splits, bool special)
    {
        var (left, right) = (new int[splits], new int[splits]);
        var (cover, leafCover) = (new double[splits], new List<double> { 64 * splits });
        var parent = new List<(int Node, bool Left)> { (-1, false) };
        for (var node = 0; node < splits; node++)
        {
            var leaf = random.Next(leafCover.Count);
            var (above, isLeft) = parent[leaf];
            if (above >= 0)
            {
                (isLeft ? left : right)[above] = node;
            }

            cover[node] = leafCover[leaf];
            var share = 0.1 + (0.8 * random.NextDouble());
            (leafCover[leaf], parent[leaf], left[node]) = (share * cover[node], (node, true), ~leaf);
            right[node] = ~leafCover.Count;
            leafCover.Add(cover[node] - leafCover[leaf]);
            parent.Add((node, false));
        }

        return new TreeNodes
        {
            Feature = [.. Enumerable.Range(0, splits).Select(_ => random.Next(columns))],
            Threshold = [.. Enumerable.Range(0, splits).Select(_ => (3 * random.NextDouble()) - 1.5)],
            MissingLeft = [.. Enumerable.Range(0, splits).Select(_ => special && random.Next(2) == 0)],
            Categories = special ? [.. Enumerable.Range(0, splits).Select(_ => random.Next(3) == 0 ? new[] { -1, 0, 2 } : null)] : null,
            Left = left,
            Right = right,
            Cover = cover,
            LeafCover = [.. leafCover],
        };
    }
}

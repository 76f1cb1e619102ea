using System.Globalization;
using HccRisk.Survival.Trees;

namespace HccRisk.Boosting.Native;

/// <summary>Reads the trees of LightGBM's model text: they then score the same without it.</summary>
internal static class ModelText
{
    private const int IsCategorical = 1;
    private const int DefaultLeft = 2;
    private const int MissingShift = 2;
    private const int MissingIsNaN = 2;

    /// <summary>The trees and the values of their leaves, learning rate included; trees of one leaf of 0 are left out.</summary>
    public static (List<TreeNodes> Trees, List<double[]> Leaves) Read(string text)
    {
        var (trees, leaves) = (new List<TreeNodes>(), new List<double[]>());
        Dictionary<string, string>? fields = null;
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith("Tree=", StringComparison.Ordinal) || line.StartsWith("end of trees", StringComparison.Ordinal))
            {
                Add(fields, trees, leaves);
                fields = [];
            }
            else if (fields is not null && line.IndexOf('=', StringComparison.Ordinal) is > 0 and var at)
            {
                fields[line[..at]] = line[(at + 1)..];
            }
        }

        return (trees, leaves);
    }

    private static void Add(Dictionary<string, string>? fields, List<TreeNodes> trees, List<double[]> leaves)
    {
        if (fields is null)
        {
            return;
        }

        var values = Numbers(fields["leaf_value"]);
        if (values.Length == 1)
        {
            // A round in which nothing could be split.
            if (values[0] != 0)
            {
                throw new InvalidOperationException(FormattableString.Invariant($"LightGBM gave a tree of one leaf of {values[0]}; 0 was expected."));
            }

            return;
        }

        trees.Add(Nodes(fields));
        leaves.Add(values);
    }

    private static TreeNodes Nodes(Dictionary<string, string> fields)
    {
        var kinds = Integers(fields["decision_type"]);
        var thresholds = Numbers(fields["threshold"]);
        int[]?[]? categories = kinds.Any(k => (k & IsCategorical) != 0) ? new int[]?[kinds.Length] : null;
        var missingLeft = new bool[kinds.Length];
        for (var node = 0; node < kinds.Length; node++)
        {
            if ((kinds[node] & IsCategorical) != 0)
            {
                categories![node] = Codes(fields, (int)thresholds[node]);
                thresholds[node] = 0;
                continue;
            }

            // Where training saw no missing value, LightGBM takes one for 0.
            missingLeft[node] = kinds[node] >> MissingShift == MissingIsNaN ? (kinds[node] & DefaultLeft) != 0 : thresholds[node] >= 0;
        }

        return new TreeNodes
        {
            Feature = Integers(fields["split_feature"]),
            Threshold = thresholds,
            MissingLeft = missingLeft,
            Left = Integers(fields["left_child"]),
            Right = Integers(fields["right_child"]),
            Categories = categories,
            Cover = Numbers(fields["internal_count"]),
            LeafCover = Numbers(fields["leaf_count"]),
        };
    }

    /// <summary>The codes whose bits are set in one of the tree's sets.</summary>
    private static int[] Codes(Dictionary<string, string> fields, int set)
    {
        var bounds = Integers(fields["cat_boundaries"]);
        uint[] words = [.. fields["cat_threshold"].Split(' ').Select(w => uint.Parse(w, CultureInfo.InvariantCulture))];
        return [.. Enumerable.Range(0, (bounds[set + 1] - bounds[set]) * 32).Where(code => (words[bounds[set] + (code / 32)] >> (code % 32) & 1) != 0)];
    }

    private static int[] Integers(string text) => [.. text.Split(' ').Select(v => int.Parse(v, CultureInfo.InvariantCulture))];

    /// <summary>A cut at infinity parts the missing values from the others.</summary>
    private static double[] Numbers(string text) =>
        [.. text.Split(' ').Select(v => v == "inf" ? double.PositiveInfinity : double.Parse(v, CultureInfo.InvariantCulture))];
}

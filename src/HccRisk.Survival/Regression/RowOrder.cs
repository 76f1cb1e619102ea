using HccRisk.Survival.Data;

namespace HccRisk.Survival.Regression;

/// <summary>Rows by stratum, and by any small key.</summary>
internal static class RowOrder
{
    /// <summary>Rows by stratum (labels ascending), within one in the outcome's order; and where each stratum starts.</summary>
    public static (int[] Order, int[] Strata, int[] RowStarts) ByStratum(SurvivalOutcome outcome, IReadOnlyList<int>? strata)
    {
        if (strata is null)
        {
            return (outcome.Order, [0], [0, outcome.Count]);
        }

        int[] labels = [.. strata.Distinct().Order()];
        var ranks = new int[outcome.Count];
        for (var i = 0; i < ranks.Length; i++)
        {
            ranks[i] = Array.BinarySearch(labels, strata[i]);
        }

        var (starts, positions) = Bucket(Array.ConvertAll(outcome.Order, row => ranks[row]), labels.Length - 1);
        return (Array.ConvertAll(positions, at => outcome.Order[at]), labels, starts);
    }

    /// <summary>Positions by the key they hold (0 to <paramref name="highest"/>), in their order; and where each key starts.</summary>
    public static (int[] Starts, int[] Positions) Bucket(int[] keys, int highest)
    {
        var starts = new int[highest + 2];
        foreach (var key in keys)
        {
            starts[key + 1]++;
        }

        for (var k = 1; k < starts.Length; k++)
        {
            starts[k] += starts[k - 1];
        }

        var next = (int[])starts.Clone();
        var positions = new int[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            positions[next[keys[i]]++] = i;
        }

        return (starts, positions);
    }
}

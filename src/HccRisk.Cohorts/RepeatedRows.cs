namespace HccRisk.Cohorts;

/// <summary>Rows that agree, found by sorting their hashes: without a group for each of a million that agree with nobody.</summary>
internal static class RepeatedRows
{
    /// <summary>Rows of one key, two at least, in their order; the groups in the order of their first rows.</summary>
    /// <param name="count">Number of rows.</param>
    /// <param name="hash">Hash of a row's key.</param>
    /// <param name="same">Whether two rows of one hash have the same key.</param>
    public static IEnumerable<int[]> Find(int count, Func<int, int> hash, Func<int, int, bool> same)
    {
        var keys = new ulong[count];
        for (var i = 0; i < count; i++)
        {
            keys[i] = ((ulong)(uint)hash(i) << 32) | (uint)i;
        }

        Array.Sort(keys);
        var found = new List<int[]>();
        for (var from = 0; from < count;)
        {
            var to = from + 1;
            while (to < count && keys[to] >> 32 == keys[from] >> 32)
            {
                to++;
            }

            if (to - from > 1)
            {
                var left = keys[from..to].Select(k => (int)(uint)k).ToList();
                while (left.Count > 1)
                {
                    int[] group = [.. left.Where(i => i == left[0] || same(left[0], i))];
                    left = group.Length > 1 ? [.. left.Except(group)] : left[1..];
                    if (group.Length > 1)
                    {
                        found.Add(group);
                    }
                }
            }

            from = to;
        }

        return found.OrderBy(g => g[0]);
    }

    /// <summary>How many rows have each value of a column, by its sorted values.</summary>
    public static Func<double, int> Counts(IEnumerable<double> values)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        return value => Bound(sorted, value, upper: true) - Bound(sorted, value, upper: false);
    }

    private static int Bound(double[] sorted, double value, bool upper)
    {
        var (from, to) = (0, sorted.Length);
        while (from < to)
        {
            var middle = (from + to) >>> 1;
            var order = sorted[middle].CompareTo(value);
            if (order < 0 || (upper && order == 0))
            {
                from = middle + 1;
            }
            else
            {
                to = middle;
            }
        }

        return from;
    }
}

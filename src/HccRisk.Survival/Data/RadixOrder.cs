namespace HccRisk.Survival.Data;

/// <summary>Sorts finite doubles by radix (stable, linear time), returning where each came from.</summary>
internal static class RadixOrder
{
    private const int Bits = 11;
    private const int Buckets = 1 << Bits;
    private const int Passes = 6;

    /// <summary>Sorts the values in place.</summary>
    /// <param name="values">Finite values; sorted ascending on return.</param>
    /// <param name="start">Rows in the order in which equal values shall come.</param>
    /// <returns>The row of each sorted value.</returns>
    public static int[] Sort(double[] values, int[] start)
    {
        var n = values.Length;
        var keys = new ulong[n];
        var counts = new int[Passes * Buckets];
        for (var i = 0; i < n; i++)
        {
            // Adding 0 makes -0 equal 0; flipping the sign makes the bits ascend with the values.
            var bits = (ulong)BitConverter.DoubleToInt64Bits(values[start[i]] + 0.0);
            var key = (bits & 0x8000_0000_0000_0000UL) != 0 ? ~bits : bits | 0x8000_0000_0000_0000UL;
            keys[i] = key;
            for (var pass = 0; pass < Passes; pass++)
            {
                counts[pass * Buckets + (int)((key >> (pass * Bits)) & (Buckets - 1))]++;
            }
        }

        var rows = start;
        var otherKeys = new ulong[n];
        var otherRows = new int[n];
        for (var pass = 0; pass < Passes; pass++)
        {
            var count = counts.AsSpan(pass * Buckets, Buckets);
            var shift = pass * Bits;
            if (n == 0 || count[(int)((keys[0] >> shift) & (Buckets - 1))] == n)
            {
                continue;
            }

            var sum = 0;
            for (var b = 0; b < Buckets; b++)
            {
                (count[b], sum) = (sum, sum + count[b]);
            }

            for (var i = 0; i < n; i++)
            {
                var key = keys[i];
                var to = count[(int)((key >> shift) & (Buckets - 1))]++;
                otherKeys[to] = key;
                otherRows[to] = rows[i];
            }

            // The caller's starting order is never written to.
            var free = ReferenceEquals(rows, start) ? new int[n] : rows;
            (keys, otherKeys) = (otherKeys, keys);
            (rows, otherRows) = (otherRows, free);
        }

        for (var i = 0; i < n; i++)
        {
            var key = keys[i];
            var bits = (key & 0x8000_0000_0000_0000UL) != 0 ? key & 0x7FFF_FFFF_FFFF_FFFFUL : ~key;
            values[i] = BitConverter.Int64BitsToDouble((long)bits);
        }

        return ReferenceEquals(rows, start) ? (int[])start.Clone() : rows;
    }

    /// <summary>Sorts the values in place; equal values keep their order.</summary>
    public static int[] Sort(double[] values)
    {
        var start = new int[values.Length];
        for (var i = 0; i < start.Length; i++)
        {
            start[i] = i;
        }

        return Sort(values, start);
    }
}

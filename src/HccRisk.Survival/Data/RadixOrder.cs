using System.Numerics;

namespace HccRisk.Survival.Data;

/// <summary>Sorts finite doubles by radix (stable, linear time for all but the closest values), returning where each came from.</summary>
internal static class RadixOrder
{
    private const int Bits = 11;
    private const int Buckets = 1 << Bits;
    private const int ShortRun = 32;

    /// <summary>Sorts the values in place.</summary>
    /// <param name="values">Finite values; sorted ascending on return.</param>
    /// <param name="start">Rows in the order in which equal values shall come.</param>
    /// <returns>The row of each sorted value.</returns>
    public static int[] Sort(double[] values, int[] start)
    {
        var n = values.Length;
        if (n < 2)
        {
            return (int[])start.Clone();
        }

        // Only the bits that differ between the values matter, and of these the first: each key shares its word with its place.
        var keys = GC.AllocateUninitializedArray<ulong>(n);
        var first = Key(values[start[0]]);
        ulong varying = 0;
        for (var i = 0; i < n; i++)
        {
            var key = Key(values[start[i]]);
            keys[i] = key;
            varying |= key ^ first;
        }

        var lead = varying == 0 ? 0 : BitOperations.LeadingZeroCount(varying);
        var passes = n <= 1 << 15 ? 2 : 3;
        var placeBits = 32 - BitOperations.LeadingZeroCount((uint)n - 1);
        var placeMask = (1UL << placeBits) - 1;
        var words = GC.AllocateUninitializedArray<ulong>(n);
        var counts = new int[passes * Buckets];
        for (var i = 0; i < n; i++)
        {
            var word = (keys[i] << lead & ~placeMask) | (uint)i;
            words[i] = word;
            for (var pass = 0; pass < passes; pass++)
            {
                counts[pass * Buckets + (int)(word >> Shift(pass, passes) & (Buckets - 1))]++;
            }
        }

        var other = GC.AllocateUninitializedArray<ulong>(n);
        for (var pass = 0; pass < passes; pass++)
        {
            Scatter(words, other, counts.AsSpan(pass * Buckets, Buckets), Shift(pass, passes));
            (words, other) = (other, words);
        }

        var order = GC.AllocateUninitializedArray<int>(n);
        for (var i = 0; i < n; i++)
        {
            var place = (int)(words[i] & placeMask);
            order[i] = place;
            other[i] = keys[place];
        }

        if ((varying << lead & ((1UL << Shift(0, passes)) - 1)) != 0)
        {
            SortCloseValues(other, order, 64 - lead - passes * Bits);
        }

        for (var i = 0; i < n; i++)
        {
            values[i] = Value(other[i]);
            order[i] = start[order[i]];
        }

        return order;
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

    private static int Shift(int pass, int passes) => 64 - (passes - pass) * Bits;

    private static void Scatter(ulong[] from, ulong[] to, Span<int> count, int shift)
    {
        var sum = 0;
        for (var b = 0; b < count.Length; b++)
        {
            (count[b], sum) = (sum, sum + count[b]);
        }

        foreach (var word in from)
        {
            to[count[(int)(word >> shift & (Buckets - 1))]++] = word;
        }
    }

    /// <summary>Sorts within each run of keys that agree above the lowest bits, equal keys by their place.</summary>
    private static void SortCloseValues(ulong[] keys, int[] places, int lowBits)
    {
        for (var start = 0; start < keys.Length;)
        {
            var head = keys[start] >> lowBits;
            var end = start + 1;
            while (end < keys.Length && keys[end] >> lowBits == head)
            {
                end++;
            }

            if (end - start > ShortRun)
            {
                SortLongRun(keys.AsSpan(start, end - start), places.AsSpan(start, end - start));
            }
            else
            {
                InsertionSort(keys, places, start, end);
            }

            start = end;
        }
    }

    private static void InsertionSort(ulong[] keys, int[] places, int start, int end)
    {
        for (var i = start + 1; i < end; i++)
        {
            var (key, place) = (keys[i], places[i]);
            var at = i;
            for (; at > start && keys[at - 1] > key; at--)
            {
                (keys[at], places[at]) = (keys[at - 1], places[at - 1]);
            }

            (keys[at], places[at]) = (key, place);
        }
    }

    private static void SortLongRun(Span<ulong> keys, Span<int> places)
    {
        keys.Sort(places);
        for (var start = 0; start < keys.Length;)
        {
            var end = start + 1;
            while (end < keys.Length && keys[end] == keys[start])
            {
                end++;
            }

            // The places came in ascending, and equal keys keep that order.
            places[start..end].Sort();
            start = end;
        }
    }

    private static ulong Key(double value)
    {
        // Adding 0 makes -0 equal 0; flipping the sign makes the bits ascend with the values.
        var bits = (ulong)BitConverter.DoubleToInt64Bits(value + 0.0);
        return (bits & 0x8000_0000_0000_0000UL) != 0 ? ~bits : bits | 0x8000_0000_0000_0000UL;
    }

    private static double Value(ulong key)
    {
        var bits = (key & 0x8000_0000_0000_0000UL) != 0 ? key & 0x7FFF_FFFF_FFFF_FFFFUL : ~key;
        return BitConverter.Int64BitsToDouble((long)bits);
    }
}

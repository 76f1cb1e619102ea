using System.Buffers;
using System.Numerics.Tensors;
using HccRisk.Core.Numerics;

namespace HccRisk.Radiomics.Numerics;

/// <summary>Percentiles in expected linear time.</summary>
internal static class OrderStatistics
{
    /// <summary>Intervals of the first look: few values share one with a percentile.</summary>
    private const int Intervals = 4096;

    /// <summary>Percentiles by linear interpolation between order statistics (position p (n - 1)) of values without NaN, at most 7.</summary>
    internal static void Percentiles(ReadOnlySpan<double> values, ReadOnlySpan<double> probabilities, Span<double> result)
    {
        Span<int> ranks = stackalloc int[2 * probabilities.Length];
        for (var i = 0; i < probabilities.Length; i++)
        {
            var lower = (int)Math.Floor(probabilities[i] * (values.Length - 1));
            (ranks[2 * i], ranks[(2 * i) + 1]) = (lower, Math.Min(lower + 1, values.Length - 1));
        }

        Span<double> ordered = stackalloc double[ranks.Length];
        var scratch = ArrayPool<double>.Shared.Rent(values.Length);
        Find(values, ranks, scratch, ordered);
        ArrayPool<double>.Shared.Return(scratch);
        for (var i = 0; i < probabilities.Length; i++)
        {
            result[i] = Between(probabilities[i] * (values.Length - 1), ordered[2 * i], ordered[(2 * i) + 1]);
        }
    }

    /// <summary>The same of whole numbers from 0 that each occur so many times.</summary>
    internal static void Percentiles(ReadOnlySpan<int> counts, int total, ReadOnlySpan<double> probabilities, Span<double> result)
    {
        for (var i = 0; i < probabilities.Length; i++)
        {
            var position = probabilities[i] * (total - 1);
            var lower = (int)Math.Floor(position);
            result[i] = Between(position, At(counts, lower), At(counts, Math.Min(lower + 1, total - 1)));
        }

        static int At(ReadOnlySpan<int> counts, int rank)
        {
            var value = 0;
            while (rank >= counts[value])
            {
                rank -= counts[value++];
            }

            return value;
        }
    }

    private static double Between(double position, double lower, double upper) => lower + ((position - Math.Floor(position)) * (upper - lower));

    /// <summary>The values of the given ranks: of the intervals they lie in, only the members are put in order.</summary>
    private static void Find(ReadOnlySpan<double> values, ReadOnlySpan<int> ranks, Span<double> scratch, Span<double> ordered)
    {
        var (minimum, maximum) = (TensorPrimitives.Min(values), TensorPrimitives.Max(values));
        var scale = Intervals / (maximum - minimum);
        if (values.Length < Intervals || !double.IsNormal(scale))
        {
            values.CopyTo(scratch);
            for (var i = 0; i < ranks.Length; i++)
            {
                QuickSelect.Select(scratch[..values.Length], ranks[i]);
                ordered[i] = scratch[ranks[i]];
            }

            return;
        }

        int Interval(double value) => Math.Min(Intervals - 1, (int)((value - minimum) * scale));
        Span<int> below = stackalloc int[Intervals + 1];
        below.Clear();
        foreach (var value in values)
        {
            below[Interval(value) + 1]++;
        }

        for (var k = 1; k <= Intervals; k++)
        {
            below[k] += below[k - 1];
        }

        // Where each wanted interval's members go; none do of the others.
        Span<int> next = stackalloc int[Intervals];
        next.Fill(-1);
        foreach (var rank in ranks)
        {
            var k = IntervalOf(below, rank);
            next[k] = below[k];
        }

        foreach (var value in values)
        {
            ref var place = ref next[Interval(value)];
            if (place >= 0)
            {
                scratch[place++] = value;
            }
        }

        for (var i = 0; i < ranks.Length; i++)
        {
            var k = IntervalOf(below, ranks[i]);
            QuickSelect.Select(scratch[below[k]..below[k + 1]], ranks[i] - below[k]);
            ordered[i] = scratch[ranks[i]];
        }
    }

    private static int IntervalOf(ReadOnlySpan<int> below, int rank)
    {
        var k = 0;
        while (below[k + 1] <= rank)
        {
            k++;
        }

        return k;
    }
}

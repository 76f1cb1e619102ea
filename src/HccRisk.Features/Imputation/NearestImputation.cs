using System.Buffers;
using HccRisk.Core.Learning;

namespace HccRisk.Features.Imputation;

/// <summary>
/// Puts the mean of the nearest training rows that have the value where it is missing (Troyanskaya et al., Bioinformatics 2001). The
/// distance of two rows is the root of the mean squared difference over the slots both have, times the root of the number of slots. A
/// model holds the values of its training rows: think of that before it is given away.
/// </summary>
[LearnedName("nearest-imputation/1")]
public sealed class NearestImputation : ImputationFunction
{
    /// <summary>Training rows, one after the other; NaN where a value is missing.</summary>
    public required float[] Rows { get; init; }

    /// <summary>What each slot is divided by before distances are measured; 0 leaves a slot that does not vary out of them.</summary>
    public required double[] Scales { get; init; }

    /// <summary>Medians of the training rows, for a row that has no slot in common with any row that could give the value.</summary>
    public required double[] Medians { get; init; }

    /// <summary>Rows averaged at most.</summary>
    public required int Neighbours { get; init; }

    /// <summary>Whether they weigh by 1 / distance.</summary>
    public required bool WeighByDistance { get; init; }

    /// <inheritdoc/>
    protected override void Fill(ReadOnlySpan<float> input, Span<float> values)
    {
        input.CopyTo(values);
        if (!ContainsNaN(input))
        {
            return;
        }

        var count = Rows.Length / input.Length;
        var distances = ArrayPool<double>.Shared.Rent(count);
        var order = ArrayPool<int>.Shared.Rent(count);
        try
        {
            Measure(input, distances.AsSpan(0, count), order.AsSpan(0, count));
            for (var slot = 0; slot < input.Length; slot++)
            {
                if (float.IsNaN(input[slot]))
                {
                    values[slot] = (float)Mean(slot, input.Length, distances.AsSpan(0, count), order.AsSpan(0, count));
                }
            }
        }
        finally
        {
            ArrayPool<double>.Shared.Return(distances);
            ArrayPool<int>.Shared.Return(order);
        }
    }

    private static bool ContainsNaN(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            if (float.IsNaN(value))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Distances, ascending, and whose they are; equal ones in the order of the rows, those of no slot in common last.</summary>
    private void Measure(ReadOnlySpan<float> input, Span<double> distances, Span<int> order)
    {
        for (var row = 0; row < distances.Length; row++)
        {
            var other = Rows.AsSpan(row * input.Length, input.Length);
            var (sum, shared) = (0.0, 0);
            for (var slot = 0; slot < input.Length; slot++)
            {
                if (Scales[slot] > 0 && !float.IsNaN(input[slot]) && !float.IsNaN(other[slot]))
                {
                    var difference = ((double)input[slot] - other[slot]) / Scales[slot];
                    sum += difference * difference;
                    shared++;
                }
            }

            distances[row] = shared > 0 && double.IsFinite(sum) ? Math.Sqrt(sum / shared * input.Length) : double.PositiveInfinity;
            order[row] = row;
        }

        // A span's sort is not stable: rows of equal distance are told apart by their number.
        var keys = new (double Distance, int Row)[distances.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = (distances[i], i);
        }

        keys.AsSpan().Sort();
        for (var i = 0; i < keys.Length; i++)
        {
            (distances[i], order[i]) = keys[i];
        }
    }

    private double Mean(int slot, int slots, ReadOnlySpan<double> distances, ReadOnlySpan<int> order)
    {
        var (sum, weights, taken) = (0.0, 0.0, 0);
        for (var i = 0; i < order.Length && taken < Neighbours && double.IsFinite(distances[i]); i++)
        {
            var value = Rows[(order[i] * slots) + slot];
            if (float.IsNaN(value))
            {
                continue;
            }

            var weight = WeighByDistance ? 1 / distances[i] : 1;
            if (double.IsPositiveInfinity(weight))
            {
                // Rows that are the same in all that is known: their mean alone.
                return MeanOfSame(slot, slots, distances, order);
            }

            sum += weight * value;
            weights += weight;
            taken++;
        }

        return taken > 0 ? sum / weights : Medians[slot];
    }

    private double MeanOfSame(int slot, int slots, ReadOnlySpan<double> distances, ReadOnlySpan<int> order)
    {
        var (sum, taken) = (0.0, 0);
        for (var i = 0; i < order.Length && distances[i] == 0 && taken < Neighbours; i++)
        {
            var value = Rows[(order[i] * slots) + slot];
            if (!float.IsNaN(value))
            {
                sum += value;
                taken++;
            }
        }

        return sum / taken;
    }
}

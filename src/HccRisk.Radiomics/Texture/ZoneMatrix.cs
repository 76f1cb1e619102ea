using System.Buffers;
using HccRisk.Radiomics.Discretisation;

namespace HccRisk.Radiomics.Texture;

/// <summary>The matrix of zones by grey level and one of their quantities, and its features.</summary>
internal static class ZoneMatrix
{
    /// <summary>Quantities below this are counted without sorting.</summary>
    private const int TableWidth = 64;

    /// <param name="grid">The grey levels.</param>
    /// <param name="zones">Their zones, in the order of slices.</param>
    /// <param name="aggregation">Whether each slice has a matrix of its own.</param>
    /// <param name="byDistance">Whether the quantity is the distance from the border; else the size.</param>
    /// <param name="result">Receives a value a feature; NaN without zones.</param>
    internal static void Compute(
        LevelGrid grid, ReadOnlySpan<Zone> zones, GlcmAggregation aggregation, bool byDistance, Span<double> result)
    {
        var voxels = grid.Voxels;
        var keys = ArrayPool<long>.Shared.Rent(zones.Length);
        var mean = new FeatureMean(result);
        try
        {
            var first = 0;
            for (var start = 0; first < zones.Length;)
            {
                // Zones come in the order of their slices, as voxels do.
                var end = aggregation.IsBySlice() ? LevelGrid.SliceEnd(voxels, start) : voxels.Length;
                var last = first;
                while (last < zones.Length && (!aggregation.IsBySlice() || zones[last].Z == voxels[start].Z))
                {
                    keys[last - first] = ((long)zones[last].Level << 32) | (uint)(byDistance ? zones[last].Distance : zones[last].Size);
                    last++;
                }

                var one = Summarise(keys.AsSpan(0, last - first), grid.LevelCount, end - start);
                mean.Add(FeatureFields.Of(ref one));
                (start, first) = (end, last);
            }
        }
        finally
        {
            ArrayPool<long>.Shared.Return(keys);
        }

        mean.Finish();
    }

    /// <summary>
    /// The matrix of keys (level, quantity) has few entries in a wide range: small quantities are counted in a table when keys are many, the others
    /// are sorted.
    /// </summary>
    private static EmphasisValues Summarise(Span<long> keys, int levelCount, int voxels)
    {
        var width = keys.Length < (levelCount + 1) * TableWidth ? 1 : TableWidth;
        var table = ArrayPool<int>.Shared.Rent((levelCount + 1) * width);
        var counts = table.AsSpan(0, (levelCount + 1) * width);
        counts.Clear();
        var (highest, large) = (width, 0);
        foreach (var key in keys)
        {
            var quantity = (int)key;
            if (quantity < width)
            {
                counts[((int)(key >> 32) * width) + quantity]++;
                continue;
            }

            keys[large++] = key;
            highest = Math.Max(highest, quantity);
        }

        keys = keys[..large];
        keys.Sort();
        var marginals = ArrayPool<double>.Shared.Rent(levelCount + highest + 2);
        try
        {
            var sums = new EmphasisSums(marginals.AsSpan(0, levelCount + 1), marginals.AsSpan(levelCount + 1, highest + 1));
            for (int i = 0, level = 1; level <= levelCount; level++)
            {
                for (var quantity = 1; quantity < width; quantity++)
                {
                    if (counts[(level * width) + quantity] is var count and > 0)
                    {
                        sums.Add(level, quantity, count);
                    }
                }

                while (i < keys.Length && (int)(keys[i] >> 32) == level)
                {
                    var start = i;
                    while (i < keys.Length && keys[i] == keys[start])
                    {
                        i++;
                    }

                    sums.Add(level, (int)keys[start], i - start);
                }
            }

            return sums.Values(voxels);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(table);
            ArrayPool<double>.Shared.Return(marginals);
        }
    }
}

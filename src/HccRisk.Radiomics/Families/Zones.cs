using System.Buffers;
using HccRisk.Core.Columns;
using HccRisk.Radiomics.Discretisation;
using HccRisk.Radiomics.Matrices;

namespace HccRisk.Radiomics.Families;

/// <summary>
/// Grey level size zone (IBSI 3.8, 9SAK) and distance zone features (IBSI 3.9, VMDZ), of the same zones. In 2-D features are averaged
/// over slices, in 2.5-D slices share a matrix. NaN without a voxel, or with more than 4096 grey levels.
/// </summary>
internal static class Zones
{
    /// <summary>Quantities below this are counted without sorting.</summary>
    private const int TableWidth = 64;

    internal static readonly FeatureColumn[] SizeColumns = EmphasisSums.Columns(
        "glszm",
        [
            "small_zone_emphasis", "large_zone_emphasis", "low_grey_level_zone_emphasis", "high_grey_level_zone_emphasis",
            "small_zone_low_grey_level_emphasis", "small_zone_high_grey_level_emphasis", "large_zone_low_grey_level_emphasis",
            "large_zone_high_grey_level_emphasis", "grey_level_non_uniformity", "normalised_grey_level_non_uniformity",
            "zone_size_non_uniformity", "normalised_zone_size_non_uniformity", "zone_percentage", "grey_level_variance",
            "zone_size_variance", "zone_size_entropy",
        ],
        ["5QRC", "48P8", "XMSY", "5GN9", "5RAI", "HW1V", "YH51", "J17V", "JNSA", "Y1RO", "4JP3", "VB3A", "P30P", "BYLV", "3NSA", "GU8N"]);

    internal static readonly FeatureColumn[] DistanceColumns = EmphasisSums.Columns(
        "gldzm",
        [
            "small_distance_emphasis", "large_distance_emphasis", "low_grey_level_zone_emphasis", "high_grey_level_zone_emphasis",
            "small_distance_low_grey_level_emphasis", "small_distance_high_grey_level_emphasis", "large_distance_low_grey_level_emphasis",
            "large_distance_high_grey_level_emphasis", "grey_level_non_uniformity", "normalised_grey_level_non_uniformity",
            "zone_distance_non_uniformity", "normalised_zone_distance_non_uniformity", "zone_percentage", "grey_level_variance",
            "zone_distance_variance", "zone_distance_entropy",
        ],
        ["0GBI", "MB4I", "S1RA", "K26C", "RUVG", "DKNJ", "A7WM", "KLTH", "VFT7", "7HP3", "V294", "IATH", "VIWW", "QK93", "7WT1", "GBDU"]);

    /// <summary>Either span may be empty: that family is then left out.</summary>
    internal static void Compute(LevelGrid grid, RadiomicsOptions options, Span<double> bySize, Span<double> byDistance)
    {
        bySize.Fill(double.NaN);
        byDistance.Fill(double.NaN);
        if (grid.LevelCount == 0)
        {
            return;
        }

        var aggregation = options.GlcmAggregation;
        var zones = ZoneFinder.Find(grid, aggregation.IsInSlice(), withDistances: !byDistance.IsEmpty);
        var voxels = grid.Voxels;
        var keys = ArrayPool<long>.Shared.Rent(zones.Length);
        Span<double> one = stackalloc double[EmphasisSums.Count];
        var sizes = new FeatureMean(bySize);
        var distances = new FeatureMean(byDistance);
        try
        {
            var first = 0;
            for (var start = 0; start < voxels.Length;)
            {
                // Zones come in the order of their slices, as voxels do.
                var end = aggregation.IsBySlice() ? LevelGrid.SliceEnd(voxels, start) : voxels.Length;
                var last = first;
                while (last < zones.Length && (!aggregation.IsBySlice() || zones[last].Z == voxels[start].Z))
                {
                    last++;
                }

                var used = keys.AsSpan(0, last - first);
                if (!bySize.IsEmpty)
                {
                    for (var i = first; i < last; i++)
                    {
                        used[i - first] = ((long)zones[i].Level << 32) | (uint)zones[i].Size;
                    }

                    Summarise(used, grid.LevelCount, end - start, one);
                    sizes.Add(one);
                }

                if (!byDistance.IsEmpty)
                {
                    for (var i = first; i < last; i++)
                    {
                        used[i - first] = ((long)zones[i].Level << 32) | (uint)zones[i].Distance;
                    }

                    Summarise(used, grid.LevelCount, end - start, one);
                    distances.Add(one);
                }

                (start, first) = (end, last);
            }
        }
        finally
        {
            ArrayPool<long>.Shared.Return(keys);
        }

        sizes.Finish();
        distances.Finish();
    }

    /// <summary>
    /// The matrix of keys (level, quantity) has few entries in a wide range: small quantities are counted in a table when keys are many, the others
    /// are sorted.
    /// </summary>
    private static void Summarise(Span<long> keys, int levelCount, int voxels, Span<double> result)
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
        var marginals = ArrayPool<long>.Shared.Rent(levelCount + highest + 2);
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

            sums.Write(voxels, result);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(table);
            ArrayPool<long>.Shared.Return(marginals);
        }
    }
}

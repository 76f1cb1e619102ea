using System.Buffers;
using HccRisk.Core.Columns;
using HccRisk.Radiomics.Discretisation;
using HccRisk.Radiomics.Matrices;
using HccRisk.Radiomics.Preprocessing;

namespace HccRisk.Radiomics.Families;

/// <summary>
/// Neighbourhood grey tone difference (IBSI 3.10, IPET) and neighbouring grey level dependence features (IBSI 3.11, REK0), from one look
/// at every neighbourhood. In 2-D features are averaged over slices, in 2.5-D slices share a matrix. NaN without a voxel (for
/// differences: without a voxel that has a neighbour), or with more than 4096 grey levels.
/// </summary>
internal static class Neighbourhoods
{
    internal static readonly FeatureColumn[] DifferenceColumns =
    [
        new("ngtdm_coarseness", Code: "QCDE"),
        new("ngtdm_contrast", Code: "65HE"),
        new("ngtdm_busyness", Code: "NQ30"),
        new("ngtdm_complexity", Code: "HDEZ"),
        new("ngtdm_strength", Code: "1X9X"),
    ];

    internal static readonly FeatureColumn[] DependenceColumns = EmphasisSums.Columns(
        "ngldm",
        [
            "low_dependence_emphasis", "high_dependence_emphasis", "low_grey_level_count_emphasis", "high_grey_level_count_emphasis",
            "low_dependence_low_grey_level_emphasis", "low_dependence_high_grey_level_emphasis", "high_dependence_low_grey_level_emphasis",
            "high_dependence_high_grey_level_emphasis", "grey_level_non_uniformity", "normalised_grey_level_non_uniformity",
            "dependence_count_non_uniformity", "normalised_dependence_count_non_uniformity", "dependence_count_percentage",
            "grey_level_variance", "dependence_count_variance", "dependence_count_entropy", "dependence_count_energy",
        ],
        ["SODN", "IMOQ", "TL9H", "OAE7", "EQ3F", "JA6D", "NBZI", "9QMG", "FP8K", "5SPA", "Z87G", "OKJI", "6XV8", "1PFV", "DNX2", "FCBV", "CAS9"]);

    /// <summary>Either span may be empty: that family is then left out.</summary>
    internal static void Compute(LevelGrid grid, RadiomicsOptions options, Span<double> byDifference, Span<double> byDependence)
    {
        byDifference.Fill(double.NaN);
        byDependence.Fill(double.NaN);
        if (grid.LevelCount == 0)
        {
            return;
        }

        var aggregation = options.GlcmAggregation;
        var strides = grid.Strides(Offsets(options.NeighbourhoodDistance, aggregation.IsInSlice()));
        var (levels, width) = (grid.LevelCount + 1, strides.Length + 2);
        var differences = ArrayPool<double>.Shared.Rent(levels);
        var counts = ArrayPool<int>.Shared.Rent(levels * (width + 1));
        var marginals = ArrayPool<long>.Shared.Rent(levels + width);
        Span<double> one = stackalloc double[EmphasisSums.WithEnergy];
        var difference = new FeatureMean(byDifference);
        var dependence = new FeatureMean(byDependence);
        var around = byDifference.IsEmpty
            ? null
            : new NeighbourhoodSums(grid, options.NeighbourhoodDistance, aggregation.IsInSlice() ? 0 : options.NeighbourhoodDistance);
        try
        {
            var voxels = grid.Voxels;
            for (var start = 0; start < voxels.Length;)
            {
                var end = aggregation.IsBySlice() ? LevelGrid.SliceEnd(voxels, start) : voxels.Length;
                var sums = differences.AsSpan(0, levels);
                var matrix = counts.AsSpan(0, levels * width);
                var seen = counts.AsSpan(levels * width, levels);
                sums.Clear();
                matrix.Clear();
                seen.Clear();
                if (around is not null)
                {
                    AddDifferences(grid, around, start, end, options.Conventions, sums, seen);
                    if (DifferenceFeatures.TryCompute(sums, seen, options.Conventions, one))
                    {
                        difference.Add(one[..DifferenceColumns.Length]);
                    }
                }

                if (!byDependence.IsEmpty)
                {
                    CountDependence(grid, start, end, strides, options.DependenceCoarseness, matrix, width);
                    var features = new EmphasisSums(marginals.AsSpan(0, levels), marginals.AsSpan(levels, width));
                    for (var i = width; i < matrix.Length; i++)
                    {
                        if (matrix[i] > 0)
                        {
                            features.Add(i / width, i % width, matrix[i]);
                        }
                    }

                    features.Write(end - start, one);
                    dependence.Add(one);
                }

                start = end;
            }
        }
        finally
        {
            ArrayPool<double>.Shared.Return(differences);
            ArrayPool<int>.Shared.Return(counts);
            ArrayPool<long>.Shared.Return(marginals);
        }

        difference.Finish();
        dependence.Finish();
    }

    private static (int X, int Y, int Z)[] Offsets(int distance, bool inSlice) =>
        [.. Enumerable.Range(1, distance).SelectMany(d => CooccurrenceDirections.Create(d, inSlice)).SelectMany(o => new[] { o, (-o.X, -o.Y, -o.Z) })];

    /// <summary>A voxel without neighbours is left out by IBSI; in pyradiomics it counts and differs by 0.</summary>
    private static void AddDifferences(
        LevelGrid grid, NeighbourhoodSums around, int start, int end, FeatureConventions conventions, Span<double> differences, Span<int> seen)
    {
        var (size, next) = (grid.Region.Width * grid.Region.Height, start);
        for (; start < end; start = next)
        {
            next = LevelGrid.SliceEnd(grid.Voxels, start);
            var slice = grid.Voxels[start..next];
            var sums = around.Slice(slice[0].Z);
            var levels = grid.Levels.Slice(slice[0].Z * size, size);
            foreach (ref readonly var voxel in slice)
            {
                var at = voxel.X + (grid.Region.Width * voxel.Y);
                var (level, sum) = ((int)levels[at], sums[at]);
                var count = (int)(sum >> NeighbourhoodSums.CountShift) - 1;
                if (count > 0)
                {
                    differences[level] += Math.Abs(level - ((double)((int)(sum & NeighbourhoodSums.LevelMask) - level) / count));
                    seen[level]++;
                }
                else if (conventions == FeatureConventions.Pyradiomics)
                {
                    seen[level]++;
                }
            }
        }
    }

    /// <summary>One slice at a time, so that the counts stay in cache.</summary>
    private static void CountDependence(LevelGrid grid, int start, int end, ReadOnlySpan<int> strides, int coarseness, Span<int> matrix, int width)
    {
        var levels = grid.Levels;
        var counts = ArrayPool<ushort>.Shared.Rent(grid.Region.Width * grid.Region.Height);
        for (var next = start; start < end; start = next)
        {
            next = LevelGrid.SliceEnd(grid.Voxels, start);
            var slice = grid.Voxels[start..next];
            var first = slice[0].Index;
            DependenceCounts.Fill(levels, first, slice[^1].Index + 1, strides, coarseness, counts);
            foreach (ref readonly var voxel in slice)
            {
                matrix[(levels[voxel.Index] * width) + counts[voxel.Index - first] + 1]++;
            }
        }

        ArrayPool<ushort>.Shared.Return(counts);
    }
}

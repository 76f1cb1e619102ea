using System.Buffers;
using HccRisk.Core.Columns;
using HccRisk.Radiomics.Discretisation;
using HccRisk.Radiomics.Texture;

namespace HccRisk.Radiomics.Ngldm;

/// <summary>
/// Neighbouring grey level dependence features (IBSI 3.11, REK0). In 2-D features are averaged over slices, in 2.5-D slices share a
/// matrix. NaN without a voxel, or with more than 4096 grey levels.
/// </summary>
internal static class NgldmFeatures
{
    internal static readonly FeatureColumn[] Columns = new EmphasisNames
    {
        Small = ("low_dependence_emphasis", "SODN"),
        Large = ("high_dependence_emphasis", "IMOQ"),
        LowLevel = ("low_grey_level_count_emphasis", "TL9H"),
        HighLevel = ("high_grey_level_count_emphasis", "OAE7"),
        SmallLowLevel = ("low_dependence_low_grey_level_emphasis", "EQ3F"),
        SmallHighLevel = ("low_dependence_high_grey_level_emphasis", "JA6D"),
        LargeLowLevel = ("high_dependence_low_grey_level_emphasis", "NBZI"),
        LargeHighLevel = ("high_dependence_high_grey_level_emphasis", "9QMG"),
        LevelNonUniformity = ("grey_level_non_uniformity", "FP8K"),
        LevelNonUniformityNormalised = ("normalised_grey_level_non_uniformity", "5SPA"),
        NonUniformity = ("dependence_count_non_uniformity", "Z87G"),
        NonUniformityNormalised = ("normalised_dependence_count_non_uniformity", "OKJI"),
        Percentage = ("dependence_count_percentage", "6XV8"),
        LevelVariance = ("grey_level_variance", "1PFV"),
        Variance = ("dependence_count_variance", "DNX2"),
        Entropy = ("dependence_count_entropy", "FCBV"),
        Energy = ("dependence_count_energy", "CAS9"),
    }.Columns("ngldm");

    internal static void Compute(LevelGrid grid, RadiomicsOptions options, Span<double> result)
    {
        result.Fill(double.NaN);
        if (grid.LevelCount == 0)
        {
            return;
        }

        var aggregation = options.GlcmAggregation;
        var strides = grid.Strides(Directions.Around(options.Texture.Distances(Enumerable.Range(1, options.NeighbourhoodDistance)), aggregation.IsInSlice()));
        var (levels, width) = (grid.LevelCount + 1, strides.Length + 2);
        var counts = ArrayPool<int>.Shared.Rent(levels * width);
        var marginals = ArrayPool<double>.Shared.Rent(levels + width);
        var mean = new FeatureMean(result);
        try
        {
            var voxels = grid.Voxels;
            for (var start = 0; start < voxels.Length;)
            {
                var end = aggregation.IsBySlice() ? LevelGrid.SliceEnd(voxels, start) : voxels.Length;
                var matrix = counts.AsSpan(0, levels * width);
                matrix.Clear();
                Count(grid, start, end, strides, options.DependenceCoarseness, matrix, width);
                var one = EmphasisSums.Of<int>(matrix, width, marginals).Values(end - start);
                mean.Add(FeatureFields.Of(ref one));
                start = end;
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(counts);
            ArrayPool<double>.Shared.Return(marginals);
        }

        mean.Finish();
    }

    /// <summary>One slice at a time, so that the counts stay in cache.</summary>
    private static void Count(LevelGrid grid, int start, int end, ReadOnlySpan<int> strides, int coarseness, Span<int> matrix, int width)
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

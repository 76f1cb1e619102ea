using System.Buffers;
using HccRisk.Core.Columns;
using HccRisk.Radiomics.Discretisation;
using HccRisk.Radiomics.Matrices;

namespace HccRisk.Radiomics.Families;

/// <summary>
/// Grey level run length features (IBSI 3.7, TP0I) under the chosen aggregation. NaN without a voxel, or with more than 4096 grey levels; under
/// the conventions of pyradiomics also where no direction is left, as of one voxel.
/// </summary>
internal static class RunLength
{
    internal static readonly FeatureColumn[] Columns = EmphasisSums.Columns(
        "glrlm",
        [
            "short_runs_emphasis", "long_runs_emphasis", "low_grey_level_run_emphasis", "high_grey_level_run_emphasis",
            "short_run_low_grey_level_emphasis", "short_run_high_grey_level_emphasis", "long_run_low_grey_level_emphasis",
            "long_run_high_grey_level_emphasis", "grey_level_non_uniformity", "normalised_grey_level_non_uniformity",
            "run_length_non_uniformity", "normalised_run_length_non_uniformity", "run_percentage", "grey_level_variance",
            "run_length_variance", "run_entropy",
        ],
        ["22OV", "W4KF", "V3SW", "G3QZ", "HTZT", "GD3A", "IVPO", "3KUM", "R5YN", "OVBL", "W92Y", "IC23", "9ZK5", "8CE5", "SXLW", "HJ9O"]);

    internal static void Compute(LevelGrid grid, RadiomicsOptions options, Span<double> result)
    {
        result.Fill(double.NaN);
        if (grid.LevelCount == 0)
        {
            return;
        }

        var aggregation = options.GlcmAggregation;
        var (bySlice, merged) = (aggregation.IsBySlice(), aggregation.MergesDirections());
        var directions = CooccurrenceDirections.Create(1, aggregation.IsInSlice());
        if (options.Conventions == FeatureConventions.Pyradiomics)
        {
            directions = Array.FindAll(directions, grid.HasLine);
        }

        ReadOnlySpan<int> strides = grid.Strides(directions);
        var region = grid.Region;
        var width = Math.Max(region.Width, Math.Max(region.Height, region.Depth)) - (2 * region.Padding) + 1;
        var size = (grid.LevelCount + 1) * width;
        var counts = ArrayPool<int>.Shared.Rent(size);
        var lengths = BoxScratch<ushort>.Rent(grid.Levels.Length);
        var marginals = ArrayPool<long>.Shared.Rent(grid.LevelCount + 1 + width);
        Span<double> one = stackalloc double[EmphasisSums.Count];
        var mean = new FeatureMean(result);
        try
        {
            var voxels = grid.Voxels;
            for (var start = 0; start < voxels.Length;)
            {
                var end = bySlice ? LevelGrid.SliceEnd(voxels, start) : voxels.Length;
                for (var d = 0; d < strides.Length; d += merged ? strides.Length : 1)
                {
                    var part = merged ? strides : strides.Slice(d, 1);
                    var matrix = counts.AsSpan(0, size);
                    matrix.Clear();
                    RunLengthMatrix.Count(grid.Levels, voxels[start].Index, voxels[end - 1].Index + 1, part, width, lengths, matrix);

                    // Each direction sees every voxel once: the percentage of a merged matrix divides by all of them.
                    Summarise(matrix, width, (double)(end - start) * part.Length, marginals, one);
                    mean.Add(one);
                }

                start = end;
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(counts);
            BoxScratch<ushort>.Return(lengths);
            ArrayPool<long>.Shared.Return(marginals);
        }

        mean.Finish();
    }

    private static void Summarise(ReadOnlySpan<int> matrix, int width, double voxels, Span<long> marginals, Span<double> result)
    {
        var levels = matrix.Length / width;
        var sums = new EmphasisSums(marginals[..levels], marginals.Slice(levels, width));
        for (var i = width; i < matrix.Length; i++)
        {
            if (matrix[i] > 0)
            {
                sums.Add(i / width, i % width, matrix[i]);
            }
        }

        sums.Write(voxels, result);
    }
}

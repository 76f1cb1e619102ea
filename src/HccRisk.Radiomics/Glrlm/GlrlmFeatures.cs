using System.Buffers;
using HccRisk.Core.Columns;
using HccRisk.Radiomics.Discretisation;
using HccRisk.Radiomics.Texture;

namespace HccRisk.Radiomics.Glrlm;

/// <summary>
/// Grey level run length features (IBSI 3.7, TP0I) under the chosen aggregation. NaN without a voxel, or with more than 4096 grey levels; under
/// the conventions of pyradiomics also where no direction is left, as of one voxel.
/// </summary>
internal static class GlrlmFeatures
{
    internal static readonly FeatureColumn[] Columns = new EmphasisNames
    {
        Small = ("short_runs_emphasis", "22OV"),
        Large = ("long_runs_emphasis", "W4KF"),
        LowLevel = ("low_grey_level_run_emphasis", "V3SW"),
        HighLevel = ("high_grey_level_run_emphasis", "G3QZ"),
        SmallLowLevel = ("short_run_low_grey_level_emphasis", "HTZT"),
        SmallHighLevel = ("short_run_high_grey_level_emphasis", "GD3A"),
        LargeLowLevel = ("long_run_low_grey_level_emphasis", "IVPO"),
        LargeHighLevel = ("long_run_high_grey_level_emphasis", "3KUM"),
        LevelNonUniformity = ("grey_level_non_uniformity", "R5YN"),
        LevelNonUniformityNormalised = ("normalised_grey_level_non_uniformity", "OVBL"),
        NonUniformity = ("run_length_non_uniformity", "W92Y"),
        NonUniformityNormalised = ("normalised_run_length_non_uniformity", "IC23"),
        Percentage = ("run_percentage", "9ZK5"),
        LevelVariance = ("grey_level_variance", "8CE5"),
        Variance = ("run_length_variance", "SXLW"),
        Entropy = ("run_entropy", "HJ9O"),
    }.Columns("glrlm");

    internal static void Compute(LevelGrid grid, RadiomicsOptions options, Span<double> result)
    {
        result.Fill(double.NaN);
        if (grid.LevelCount == 0)
        {
            return;
        }

        var aggregation = options.GlcmAggregation;
        var (bySlice, merged) = (aggregation.IsBySlice(), aggregation.MergesDirections());
        var directions = Directions.Create(1, aggregation.IsInSlice());
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
        var marginals = ArrayPool<double>.Shared.Rent(grid.LevelCount + 1 + width);
        var mean = new FeatureMean(result);
        try
        {
            var voxels = grid.Voxels;
            if (options.Texture.Weight != DistanceWeight.None && directions.Length > 0)
            {
                var (sums, sizes) = (new double[size], 0.0);
                foreach (var (direction, stride) in directions.Zip(strides.ToArray()))
                {
                    var matrix = counts.AsSpan(0, size);
                    matrix.Clear();
                    GlrlmMatrix.Count(grid.Levels, voxels[0].Index, voxels[^1].Index + 1, [stride], width, lengths, matrix);
                    var weight = options.Texture.Norm(direction, region.Spacing);
                    sizes += weight * voxels.Length;
                    for (var i = 0; i < size; i++)
                    {
                        sums[i] += weight * matrix[i];
                    }
                }

                var weighted = EmphasisSums.Of<double>(sums, width, marginals).Values(sizes);
                mean.Add(FeatureFields.Of(ref weighted));
                mean.Finish();
                return;
            }

            for (var start = 0; start < voxels.Length;)
            {
                var end = bySlice ? LevelGrid.SliceEnd(voxels, start) : voxels.Length;
                for (var d = 0; d < strides.Length; d += merged ? strides.Length : 1)
                {
                    var part = merged ? strides : strides.Slice(d, 1);
                    var matrix = counts.AsSpan(0, size);
                    matrix.Clear();
                    GlrlmMatrix.Count(grid.Levels, voxels[start].Index, voxels[end - 1].Index + 1, part, width, lengths, matrix);

                    // Each direction sees every voxel once: the percentage of a merged matrix divides by all of them.
                    var one = EmphasisSums.Of<int>(matrix, width, marginals).Values((double)(end - start) * part.Length);
                    mean.Add(FeatureFields.Of(ref one));
                }

                start = end;
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(counts);
            BoxScratch<ushort>.Return(lengths);
            ArrayPool<double>.Shared.Return(marginals);
        }

        mean.Finish();
    }
}

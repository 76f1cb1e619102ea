using System.Buffers;
using HccRisk.Core.Columns;
using HccRisk.Radiomics.Discretisation;
using HccRisk.Radiomics.Texture;

namespace HccRisk.Radiomics.Glcm;

/// <summary>
/// Co-occurrence features of a series under the chosen aggregation. Directions and slices without a pair are left out of averages;
/// without any pair (a single voxel, an empty intensity mask), or with more than 4096 grey levels, every feature is NaN.
/// </summary>
internal static class GlcmFeatures
{
    /// <summary>In the order of <see cref="GlcmValues"/>.</summary>
    internal static readonly FeatureColumn[] Columns =
    [
        new("glcm_joint_maximum", Code: "GYBY"),
        new("glcm_joint_average", Code: "60VM"),
        new("glcm_joint_variance", Code: "UR99"),
        new("glcm_joint_entropy", Code: "TU9B"),
        new("glcm_difference_average", Code: "TF7R"),
        new("glcm_difference_variance", Code: "D3YU"),
        new("glcm_difference_entropy", Code: "NTRS"),
        new("glcm_sum_average", Code: "ZGXS"),
        new("glcm_sum_variance", Code: "OEEB"),
        new("glcm_sum_entropy", Code: "P6QZ"),
        new("glcm_angular_second_moment", Code: "8ZQL"),
        new("glcm_contrast", Code: "ACUI"),
        new("glcm_dissimilarity", Code: "8S9J"),
        new("glcm_inverse_difference", Code: "IB1Z"),
        new("glcm_normalised_inverse_difference", Code: "NDRX"),
        new("glcm_inverse_difference_moment", Code: "WF0Z"),
        new("glcm_normalised_inverse_difference_moment", Code: "1QCO"),
        new("glcm_inverse_variance", Code: "E8JP"),
        new("glcm_correlation", Code: "NI2N"),
        new("glcm_autocorrelation", Code: "QWB0"),
        new("glcm_cluster_tendency", Code: "DG8W"),
        new("glcm_cluster_shade", Code: "7NFM"),
        new("glcm_cluster_prominence", Code: "AE86"),
        new("glcm_information_correlation_1", Code: "R8DG"),
        new("glcm_information_correlation_2", Code: "JN9H"),
    ];

    /// <summary>Either span may be empty: those features are then left out.</summary>
    /// <param name="grid">The grey levels.</param>
    /// <param name="options">How to compute.</param>
    /// <param name="features">Receives a value a column.</param>
    /// <param name="correlation">Receives the maximal correlation coefficient.</param>
    /// <param name="flat">Whether the region has one grey level; null: that of the voxels says so.</param>
    internal static void Compute(LevelGrid grid, RadiomicsOptions options, Span<double> features, Span<double> correlation, bool? flat = null)
    {
        features.Fill(double.NaN);
        correlation.Fill(double.NaN);
        if (grid.LevelCount == 0)
        {
            return;
        }

        var aggregation = options.GlcmAggregation;
        var bySlice = aggregation.IsBySlice();
        var merged = aggregation.MergesDirections();
        var levels = grid.Levels;
        var voxels = grid.Voxels;
        var levelCount = grid.LevelCount;
        var isFlat = flat ?? !grid.VoxelLevels.ContainsAnyExcept(grid.VoxelLevels[0]);
        var rules = options.Texture;
        var directions = Directions.Create(rules.Distances([options.GlcmDistance]), aggregation.IsInSlice());
        ReadOnlySpan<int> strides = grid.Strides(directions);
        if (rules.Weight != DistanceWeight.None)
        {
            ComputeWeighted(grid, rules, directions, isFlat, features, correlation);
            return;
        }

        // All matrices at once while they stay in cache; else one direction at a time.
        var size = (levelCount + 1) * (levelCount + 1);
        var batch = merged || (long)size * strides.Length > 1 << 18 ? 1 : strides.Length;
        var counts = ArrayPool<int>.Shared.Rent(size * batch);
        var one = default(GlcmValues);
        var mean = new FeatureMean(features);
        var correlations = new FeatureMean(correlation);
        try
        {
            for (var start = 0; start < voxels.Length;)
            {
                var end = bySlice ? LevelGrid.SliceEnd(voxels, start) : voxels.Length;
                for (var d = 0; d < strides.Length; d += merged ? strides.Length : batch)
                {
                    var part = merged ? strides : strides.Slice(d, Math.Min(batch, strides.Length - d));
                    var matrixCount = merged ? 1 : part.Length;
                    var used = counts.AsSpan(0, size * matrixCount);
                    used.Clear();
                    GlcmMatrix.Count(levels, voxels[start..end], part, levelCount, used, merged);
                    for (var m = 0; m < matrixCount; m++)
                    {
                        var matrix = used.Slice(m * size, size);
                        if (!one.TryCompute<int>(matrix, levelCount, !rules.IsOneWay))
                        {
                            continue;
                        }

                        mean.Add(FeatureFields.Of(ref one));
                        if (!correlation.IsEmpty)
                        {
                            correlations.Add([MaximalCorrelation.Compute<int>(matrix, levelCount, isFlat, !rules.IsOneWay)]);
                        }
                    }
                }

                start = end;
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(counts);
        }

        mean.Finish();
        correlations.Finish();
    }

    /// <summary>Of one matrix, the sum of those of all directions, each with a weight that falls with its length in millimetres.</summary>
    private static void ComputeWeighted(
        LevelGrid grid, TextureRules rules, (int X, int Y, int Z)[] directions, bool isFlat, Span<double> features, Span<double> correlation)
    {
        var size = (grid.LevelCount + 1) * (grid.LevelCount + 1);
        var (counts, sums) = (new int[size], new double[size]);
        foreach (var (direction, stride) in directions.Zip(grid.Strides(directions)))
        {
            counts.AsSpan().Clear();
            GlcmMatrix.Count(grid.Levels, grid.Voxels, [stride], grid.LevelCount, counts, merged: true);
            var norm = rules.Norm(direction, grid.Region.Spacing);
            var weight = Math.Exp(-norm * norm);
            for (var i = 0; i < size; i++)
            {
                sums[i] += weight * counts[i];
            }
        }

        var one = default(GlcmValues);
        if (one.TryCompute<double>(sums, grid.LevelCount, !rules.IsOneWay))
        {
            FeatureFields.Of(ref one)[..features.Length].CopyTo(features);
            if (!correlation.IsEmpty)
            {
                correlation[0] = MaximalCorrelation.Compute<double>(sums, grid.LevelCount, isFlat, !rules.IsOneWay);
            }
        }
    }
}

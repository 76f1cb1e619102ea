using System.Buffers;
using HccRisk.Radiomics.Discretisation;
using HccRisk.Radiomics.Matrices;

namespace HccRisk.Radiomics.Families;

/// <summary>
/// Co-occurrence features of a series under the chosen aggregation. Directions and slices without a pair are left out of averages;
/// without any pair (a single voxel, an empty intensity mask), or with more than 4096 grey levels, every feature is NaN.
/// </summary>
internal static class Cooccurrence
{
    /// <summary>Either span may be empty: those features are then left out.</summary>
    internal static void Compute(LevelGrid grid, RadiomicsOptions options, Span<double> features, Span<double> correlation)
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
        var isFlat = !grid.VoxelLevels.ContainsAnyExcept(grid.VoxelLevels[0]);
        ReadOnlySpan<int> strides = grid.Strides(CooccurrenceDirections.Create(options.GlcmDistance, aggregation.IsInSlice()));

        // All matrices at once while they stay in cache; else one direction at a time.
        var size = (levelCount + 1) * (levelCount + 1);
        var batch = merged || (long)size * strides.Length > 1 << 18 ? 1 : strides.Length;
        var counts = ArrayPool<int>.Shared.Rent(size * batch);
        Span<double> one = stackalloc double[CooccurrenceFeatures.Columns.Length];
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
                    CooccurrenceMatrix.Count(levels, voxels[start..end], part, levelCount, used, merged);
                    for (var m = 0; m < matrixCount; m++)
                    {
                        var matrix = used.Slice(m * size, size);
                        if (!CooccurrenceFeatures.TryCompute(matrix, levelCount, one))
                        {
                            continue;
                        }

                        if (!features.IsEmpty)
                        {
                            mean.Add(one);
                        }

                        if (!correlation.IsEmpty)
                        {
                            correlations.Add([MaximalCorrelation.Compute(matrix, levelCount, isFlat)]);
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
}

using System.Buffers;
using HccRisk.Features.Radiomics.Discretisation;
using HccRisk.Features.Radiomics.Matrices;
using HccRisk.Features.Radiomics.Preprocessing;

namespace HccRisk.Features.Radiomics.Families;

/// <summary>
/// Co-occurrence features of a series under the chosen aggregation. Directions and slices without a pair are left out of averages;
/// without any pair (a single voxel, an empty intensity mask), or with more than 4096 grey levels, every feature is NaN.
/// </summary>
internal static class Cooccurrence
{
    internal static void Compute(LesionRegion region, SeriesIntensities intensities, RadiomicsOptions options, Span<double> result)
    {
        var width = CooccurrenceFeatures.Columns.Length;
        result[..width].Fill(double.NaN);
        if (intensities.Count < 2)
        {
            return;
        }

        var levels = ArrayPool<ushort>.Shared.Rent(region.BoxCount);
        var assigned = ArrayPool<ushort>.Shared.Rent(intensities.Count);
        try
        {
            var count = GreyLevels.Assign(intensities.Values, options, assigned);
            if (count == 0)
            {
                return;
            }

            var box = levels.AsSpan(0, region.BoxCount);
            box.Clear();
            var voxels = intensities.Voxels;
            for (var i = 0; i < voxels.Length; i++)
            {
                box[voxels[i].Index] = assigned[i];
            }

            Aggregate(region, voxels, box, count, options, result[..width]);
        }
        finally
        {
            ArrayPool<ushort>.Shared.Return(levels);
            ArrayPool<ushort>.Shared.Return(assigned);
        }
    }

    private static void Aggregate(
        LesionRegion region, ReadOnlySpan<RegionVoxel> voxels, ReadOnlySpan<ushort> levels, int levelCount, RadiomicsOptions options, Span<double> result)
    {
        var aggregation = options.GlcmAggregation;
        var inSlice = aggregation is not (GlcmAggregation.Averaged3D or GlcmAggregation.Merged3D);
        var bySlice = aggregation is GlcmAggregation.Averaged2D or GlcmAggregation.SliceMerged2D;
        var merged = aggregation is GlcmAggregation.Merged3D or GlcmAggregation.SliceMerged2D or GlcmAggregation.Merged25D;
        var directions = CooccurrenceDirections.Create(options.GlcmDistance, inSlice);
        Span<int> strides = new int[directions.Length];
        for (var d = 0; d < directions.Length; d++)
        {
            strides[d] = directions[d].X + (region.Width * (directions[d].Y + (region.Height * directions[d].Z)));
        }

        // All matrices at once while they stay in cache; else one direction at a time.
        var size = (levelCount + 1) * (levelCount + 1);
        var batch = merged || (long)size * strides.Length > 1 << 18 ? 1 : strides.Length;
        var counts = ArrayPool<int>.Shared.Rent(size * batch);
        Span<double> one = stackalloc double[result.Length];
        Span<double> sums = stackalloc double[result.Length];
        sums.Clear();
        var matrices = 0;
        try
        {
            for (var start = 0; start < voxels.Length;)
            {
                var end = bySlice ? SliceEnd(voxels, start) : voxels.Length;
                for (var d = 0; d < strides.Length; d += merged ? strides.Length : batch)
                {
                    var part = merged ? strides : strides.Slice(d, Math.Min(batch, strides.Length - d));
                    var matrixCount = merged ? 1 : part.Length;
                    var used = counts.AsSpan(0, size * matrixCount);
                    used.Clear();
                    CooccurrenceMatrix.Count(levels, voxels[start..end], part, levelCount, used, merged);
                    for (var m = 0; m < matrixCount; m++)
                    {
                        if (CooccurrenceFeatures.TryCompute(used.Slice(m * size, size), levelCount, one))
                        {
                            matrices++;
                            for (var f = 0; f < one.Length; f++)
                            {
                                sums[f] += one[f];
                            }
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

        for (var f = 0; f < result.Length && matrices > 0; f++)
        {
            result[f] = sums[f] / matrices;
        }
    }

    private static int SliceEnd(ReadOnlySpan<RegionVoxel> voxels, int start)
    {
        var end = start + 1;
        while (end < voxels.Length && voxels[end].Z == voxels[start].Z)
        {
            end++;
        }

        return end;
    }
}

using System.Buffers;
using HccRisk.Imaging;

namespace HccRisk.Radiomics.Roi;

/// <summary>
/// Squared Euclidean distance, mm^2, from every voxel centre of a box to the nearest seed: an axis at a time by the lower envelope of
/// parabolas, so that cost is linear in the voxels (Felzenszwalb and Huttenlocher, Theory of Computing 2012).
/// </summary>
internal static class DistanceTransform
{
    /// <summary>Turns 0 at seeds and infinity elsewhere, x fastest, into the squared distances; those above the square of <paramref name="reach"/> may be too large.</summary>
    internal static void Compute(Span<double> distances, int width, int height, int depth, Vector3D spacing, double reach = double.PositiveInfinity)
    {
        var limit = reach * reach;
        AlongX(distances, width, spacing.X);
        var longest = Math.Max(height, depth);
        var values = ArrayPool<double>.Shared.Rent((2 * longest) + 1);
        var sites = ArrayPool<int>.Shared.Rent(longest);
        try
        {
            var slice = width * height;
            for (var z = 0; z < depth; z++)
            {
                for (var x = 0; x < width; x++)
                {
                    AlongLine(distances[((z * slice) + x)..], height, width, spacing.Y, limit, values, sites);
                }
            }

            for (var i = 0; i < slice; i++)
            {
                AlongLine(distances[i..], depth, slice, spacing.Z, limit, values, sites);
            }
        }
        finally
        {
            ArrayPool<double>.Shared.Return(values);
            ArrayPool<int>.Shared.Return(sites);
        }
    }

    /// <summary>Seeds alone: two sweeps count the steps to the nearest.</summary>
    private static void AlongX(Span<double> distances, int width, double spacing)
    {
        for (var start = 0; start < distances.Length; start += width)
        {
            var row = distances.Slice(start, width);
            if (!row.Contains(0.0))
            {
                continue;
            }

            var steps = double.PositiveInfinity;
            for (var x = 0; x < width; x++)
            {
                row[x] = steps = row[x] == 0 ? 0 : steps + 1;
            }

            for (var x = width - 1; x >= 0; x--)
            {
                steps = Math.Min(row[x], steps + 1);
                row[x] = steps * spacing * (steps * spacing);
            }
        }
    }

    /// <summary>Takes the least, over the voxels of a line, of their value plus the squared distance along the line.</summary>
    private static void AlongLine(Span<double> line, int length, int stride, double spacing, double limit, double[] buffer, int[] sites)
    {
        var values = buffer.AsSpan(0, length);
        var starts = buffer.AsSpan(length, length + 1);
        var count = 0;
        for (var i = 0; i < length; i++)
        {
            var value = values[i] = line[i * stride];
            if (double.IsPositiveInfinity(value) || value > limit)
            {
                continue;
            }

            // Where the parabola of this voxel falls below the last one of the envelope; one that it undercuts from its start leaves.
            var crossing = double.NegativeInfinity;
            while (count > 0)
            {
                var last = sites[count - 1];
                crossing = ((value - values[last]) / (2.0 * (i - last) * spacing * spacing)) + ((i + last) / 2.0);
                if (crossing > starts[count - 1])
                {
                    break;
                }

                count--;
                crossing = double.NegativeInfinity;
            }

            (sites[count], starts[count]) = (i, crossing);
            count++;
        }

        if (count == 0)
        {
            return;
        }

        starts[count] = double.PositiveInfinity;
        var at = 0;
        for (var i = 0; i < length; i++)
        {
            while (starts[at + 1] < i)
            {
                at++;
            }

            var along = (i - sites[at]) * spacing;
            line[i * stride] = values[sites[at]] + (along * along);
        }
    }
}

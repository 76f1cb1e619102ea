using System.Buffers;
using System.Numerics;
using HccRisk.Core.Imaging;

namespace HccRisk.Features.Radiomics.Preprocessing;

/// <summary>The shell around a mask: voxels outside it whose centre lies within a distance of the centre of one inside.</summary>
internal static class Rim
{
    /// <summary>Forgives single precision in squared distances.</summary>
    private const float Slack = 1 + 1e-5f;

    /// <summary>Linear indices of the shell's voxels in the mask's grid, in order; the mask is not empty.</summary>
    internal static List<int> Find(Mask mask, double width)
    {
        var g = mask.Geometry;
        var inner = VoxelBox.Around(mask, "lesion");
        var (reachX, reachY, reachZ) = (Reach(width, g.Spacing.X), Reach(width, g.Spacing.Y), Reach(width, g.Spacing.Z));
        var box = new VoxelBox(
            Math.Max(0, inner.MinX - reachX), Math.Min(g.Width - 1, inner.MaxX + reachX),
            Math.Max(0, inner.MinY - reachY), Math.Min(g.Height - 1, inner.MaxY + reachY),
            Math.Max(0, inner.MinZ - reachZ), Math.Min(g.Depth - 1, inner.MaxZ + reachZ));
        var count = box.Width * box.Height * box.Depth;
        var alongX = ArrayPool<float>.Shared.Rent(count);
        var alongXy = ArrayPool<float>.Shared.Rent(count);
        try
        {
            FillAlongX(mask, box, (float)g.Spacing.X, alongX);
            var slice = box.Width * box.Height;
            Spread(alongX, alongXy, slice * box.Depth, box.Width, box.Height, reachY, g.Spacing.Y);
            Spread(alongXy, alongX, count, slice, box.Depth, reachZ, g.Spacing.Z);

            var limit = (float)(width * width) * Slack;
            var result = new List<int>();
            var at = 0;
            for (var z = box.MinZ; z <= box.MaxZ; z++)
            {
                for (var y = box.MinY; y <= box.MaxY; y++)
                {
                    var row = g.Width * (y + (g.Height * z));
                    for (var x = box.MinX; x <= box.MaxX; x++, at++)
                    {
                        if (alongX[at] > 0 && alongX[at] <= limit)
                        {
                            result.Add(row + x);
                        }
                    }
                }
            }

            return result;
        }
        finally
        {
            ArrayPool<float>.Shared.Return(alongX);
            ArrayPool<float>.Shared.Return(alongXy);
        }
    }

    private static int Reach(double width, double spacing) => (int)Math.Min(Math.Ceiling(width / spacing), int.MaxValue / 4);

    /// <summary>Squared distance to the nearest inside voxel of the same row.</summary>
    private static void FillAlongX(Mask mask, VoxelBox box, float spacing, Span<float> target)
    {
        var g = mask.Geometry;
        for (var z = 0; z < box.Depth; z++)
        {
            for (var y = 0; y < box.Height; y++)
            {
                var source = mask.Inside.Slice((g.Width * (y + box.MinY + (g.Height * (z + box.MinZ)))) + box.MinX, box.Width);
                var row = target.Slice(box.Width * (y + (box.Height * z)), box.Width);
                if (!source.Contains(true))
                {
                    row.Fill(float.PositiveInfinity);
                    continue;
                }

                var distance = float.PositiveInfinity;
                for (var x = 0; x < row.Length; x++)
                {
                    distance = source[x] ? 0 : distance + spacing;
                    row[x] = distance;
                }

                distance = float.PositiveInfinity;
                for (var x = row.Length - 1; x >= 0; x--)
                {
                    distance = source[x] ? 0 : distance + spacing;
                    var nearest = Math.Min(row[x], distance);
                    row[x] = nearest * nearest;
                }
            }
        }
    }

    /// <summary>Takes the least over shifts along one axis of the squared distance plus the shift's square.</summary>
    private static void Spread(ReadOnlySpan<float> source, Span<float> target, int count, int stride, int extent, int reach, double spacing)
    {
        var block = stride * extent;
        for (var start = 0; start < count; start += block)
        {
            for (var i = 0; i < extent; i++)
            {
                var to = target.Slice(start + (i * stride), stride);
                source.Slice(start + (i * stride), stride).CopyTo(to);
                for (var j = Math.Max(0, i - reach); j <= Math.Min(extent - 1, i + reach); j++)
                {
                    if (j != i)
                    {
                        var shift = (float)((j - i) * spacing);
                        MinimumWithShift(source.Slice(start + (j * stride), stride), shift * shift, to);
                    }
                }
            }
        }
    }

    private static void MinimumWithShift(ReadOnlySpan<float> from, float add, Span<float> to)
    {
        var x = 0;
        var shift = new Vector<float>(add);
        for (; x <= to.Length - Vector<float>.Count; x += Vector<float>.Count)
        {
            Vector.Min(new Vector<float>(to[x..]), new Vector<float>(from[x..]) + shift).CopyTo(to[x..]);
        }

        for (; x < to.Length; x++)
        {
            to[x] = Math.Min(to[x], from[x] + add);
        }
    }
}

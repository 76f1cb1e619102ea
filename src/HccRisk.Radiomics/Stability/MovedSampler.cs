using HccRisk.Imaging;

namespace HccRisk.Radiomics.Stability;

/// <summary>Samples images and masks between their voxels, trilinearly; beyond the edge an image has the edge's value, and nothing is inside a mask.</summary>
internal static class MovedSampler
{
    // A shift of nothing lands on voxels but for rounding.
    private const double Slack = 1e-9;

    public static Volume<float> Image(ReadOnlySpan<float> source, VolumeGeometry from, VolumeGeometry to, in CroppedGrid.RowPositions at)
    {
        var result = new float[to.VoxelCount];
        var i = 0;
        for (var z = 0; z < to.Depth; z++)
        {
            var (z0, z1, wz) = Clamped(at.Z + (z * at.StepZ), from.Depth);
            for (var y = 0; y < to.Height; y++)
            {
                var (rowX, rowY) = (at.X + (y * at.StepY.X), at.Y + (y * at.StepY.Y));
                for (var x = 0; x < to.Width; x++, i++)
                {
                    var (x0, x1, wx) = Clamped(rowX + (x * at.StepX.X), from.Width);
                    var (y0, y1, wy) = Clamped(rowY + (x * at.StepX.Y), from.Height);
                    result[i] = (float)Between(
                        Plane(source, from.Width, from.Height * z0, x0, x1, wx, y0, y1, wy),
                        wz == 0 ? 0 : Plane(source, from.Width, from.Height * z1, x0, x1, wx, y0, y1, wy),
                        wz);
                }
            }
        }

        return new Volume<float>(to, result);
    }

    public static Mask Mask(Mask source, VolumeGeometry to, in CroppedGrid.RowPositions at, double threshold)
    {
        var from = source.Geometry;
        var inside = source.Inside;
        var result = new bool[to.VoxelCount];
        var i = 0;
        for (var z = 0; z < to.Depth; z++)
        {
            var (lowZ, wz) = Split(at.Z + (z * at.StepZ));
            for (var y = 0; y < to.Height; y++)
            {
                var (rowX, rowY) = (at.X + (y * at.StepY.X), at.Y + (y * at.StepY.Y));
                for (var x = 0; x < to.Width; x++, i++)
                {
                    var (lowX, wx) = Split(rowX + (x * at.StepX.X));
                    var (lowY, wy) = Split(rowY + (x * at.StepX.Y));
                    var share = 0.0;
                    if ((uint)lowX < (uint)(from.Width - 1) && (uint)lowY < (uint)(from.Height - 1) && (uint)lowZ < (uint)(from.Depth - 1))
                    {
                        // Nearly everywhere all corners say the same.
                        var corners = inside[(lowX + (from.Width * (lowY + (from.Height * lowZ))))..];
                        var (row, slice) = (from.Width, from.Width * from.Height);
                        var same = corners[0];
                        if (corners[1] == same && corners[row] == same && corners[row + 1] == same
                            && corners[slice] == same && corners[slice + 1] == same && corners[slice + row] == same && corners[slice + row + 1] == same)
                        {
                            result[i] = same;
                            continue;
                        }
                    }

                    for (var corner = 0; corner < 8; corner++)
                    {
                        var (cx, cy, cz) = (lowX + (corner & 1), lowY + ((corner >> 1) & 1), lowZ + (corner >> 2));
                        if ((uint)cx < (uint)from.Width && (uint)cy < (uint)from.Height && (uint)cz < (uint)from.Depth && inside[cx + (from.Width * (cy + (from.Height * cz)))])
                        {
                            share += ((corner & 1) == 0 ? 1 - wx : wx) * ((corner & 2) == 0 ? 1 - wy : wy) * ((corner & 4) == 0 ? 1 - wz : wz);
                        }
                    }

                    result[i] = share >= threshold - 1e-6;
                }
            }
        }

        return new Mask(to, result);
    }

    private static (int Lower, int Upper, double Weight) Clamped(double position, int count)
    {
        var (lower, weight) = Split(position);
        return (Math.Clamp(lower, 0, count - 1), Math.Clamp(lower + 1, 0, count - 1), weight);
    }

    private static (int Lower, double Weight) Split(double position)
    {
        var floor = Math.Floor(position + Slack);
        return ((int)floor, Math.Max(0, position - floor) is var weight && weight < Slack ? 0 : weight);
    }

    private static double Plane(ReadOnlySpan<float> source, int width, int slice, int x0, int x1, double wx, int y0, int y1, double wy)
    {
        var (low, high) = (width * (y0 + slice), width * (y1 + slice));
        var first = Between(source[low + x0], wx == 0 ? 0 : source[low + x1], wx);
        return wy == 0 ? first : Between(first, Between(source[high + x0], wx == 0 ? 0 : source[high + x1], wx), wy);
    }

    // A weight of 0 keeps what is not finite beside a voxel out of it.
    private static double Between(double first, double second, double weight) => weight == 0 ? first : first + (weight * (second - first));
}


namespace HccRisk.Imaging.QuickLooks;

/// <summary>The pixels of a quick look: slices side by side, three bytes a pixel.</summary>
internal sealed record QuickLookMontage(int Width, int Height, byte[] Rgb)
{
    /// <summary>Pixels between slices.</summary>
    internal const int Gap = 2;

    private static readonly (byte R, byte G, byte B) Outline = (255, 72, 0);

    internal static QuickLookMontage Draw(Volume<float> image, Mask? mask, QuickLookOptions options, CancellationToken cancellationToken)
    {
        var slices = ChooseSlices(image.Geometry.Depth, mask, options.Slices);
        var (low, high) = Window(image, slices, options);
        var panel = Panel.Of(image.Geometry, options.PanelSize);
        var columns = (int)Math.Ceiling(Math.Sqrt(slices.Length));
        var rows = (slices.Length + columns - 1) / columns;
        var width = (columns * (panel.Width + Gap)) - Gap;
        var montage = new QuickLookMontage(width, (rows * (panel.Height + Gap)) - Gap, new byte[3L * width * ((rows * (panel.Height + Gap)) - Gap)]);
        for (var i = 0; i < slices.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (row, column) = Math.DivRem(i, columns);
            montage.DrawSlice(image, mask, slices[i], panel, column * (panel.Width + Gap), row * (panel.Height + Gap), low, high);
        }

        return montage;
    }

    /// <summary>Planes in the middles of equal parts of those the mask touches.</summary>
    internal static int[] ChooseSlices(int depth, Mask? mask, int most)
    {
        var (first, last) = (0, depth - 1);
        if (mask is { Count: > 0 })
        {
            var plane = mask.Geometry.Width * mask.Geometry.Height;
            first = mask.Inside.IndexOf(true) / plane;
            last = mask.Inside.LastIndexOf(true) / plane;
        }

        var extent = last - first + 1;
        var count = Math.Min(most, extent);
        return [.. Enumerable.Range(0, count).Select(i => first + (int)(((2L * i) + 1) * extent / (2 * count)))];
    }

    /// <summary>The values shown black and white; equal when all shown voxels are.</summary>
    private static (double Low, double High) Window(Volume<float> image, int[] slices, QuickLookOptions options)
    {
        var plane = image.Geometry.Width * image.Geometry.Height;
        var values = new float[(long)plane * slices.Length];
        var count = 0;
        foreach (var slice in slices)
        {
            foreach (var value in image.Voxels.Slice(slice * plane, plane))
            {
                if (float.IsFinite(value))
                {
                    values[count++] = value;
                }
            }
        }

        if (count == 0)
        {
            return (0, 0);
        }

        values.AsSpan(0, count).Sort();
        double At(double percentile) => values[(int)Math.Round(percentile / 100 * (count - 1))];
        return (At(options.LowerPercentile), At(options.UpperPercentile));
    }

    private void DrawSlice(Volume<float> image, Mask? mask, int slice, Panel panel, int left, int top, double low, double high)
    {
        var plane = panel.Columns * panel.Rows;
        var voxels = image.Voxels.Slice(slice * plane, plane);
        var inside = mask is null ? default : mask.Inside.Slice(slice * plane, plane);
        var scale = high > low ? 255 / (high - low) : 0;
        for (var y = 0; y < panel.Height; y++)
        {
            for (var x = 0; x < panel.Width; x++)
            {
                var at = 3 * (((top + y) * Width) + left + x);
                if (!inside.IsEmpty && IsBorder(inside, panel, x, y))
                {
                    (Rgb[at], Rgb[at + 1], Rgb[at + 2]) = Outline;
                    continue;
                }

                var value = Interpolate(voxels, panel, x, y);
                var grey = double.IsNaN(value) ? (byte)0 : (byte)Math.Round(Math.Clamp((value - low) * scale, 0, 255));
                (Rgb[at], Rgb[at + 1], Rgb[at + 2]) = (grey, grey, grey);
            }
        }
    }

    /// <summary>Inside the mask, with a neighbour on the panel that is outside.</summary>
    private static bool IsBorder(ReadOnlySpan<bool> inside, Panel panel, int x, int y) =>
        IsInside(inside, panel, x, y)
        && !(IsInside(inside, panel, x - 1, y) && IsInside(inside, panel, x + 1, y) && IsInside(inside, panel, x, y - 1) && IsInside(inside, panel, x, y + 1));

    private static bool IsInside(ReadOnlySpan<bool> inside, Panel panel, int x, int y)
    {
        if (x < 0 || y < 0 || x >= panel.Width || y >= panel.Height)
        {
            return false;
        }

        var (u, v) = panel.ToVoxel(x, y);
        var column = Math.Clamp((int)Math.Round(u), 0, panel.Columns - 1);
        var row = Math.Clamp((int)Math.Round(v), 0, panel.Rows - 1);
        return inside[column + (panel.Columns * row)];
    }

    private static double Interpolate(ReadOnlySpan<float> voxels, Panel panel, int x, int y)
    {
        var (u, v) = panel.ToVoxel(x, y);
        var (u0, v0) = (Math.Clamp((int)Math.Floor(u), 0, panel.Columns - 1), Math.Clamp((int)Math.Floor(v), 0, panel.Rows - 1));
        var (u1, v1) = (Math.Min(u0 + 1, panel.Columns - 1), Math.Min(v0 + 1, panel.Rows - 1));
        var (fu, fv) = (Math.Clamp(u - u0, 0, 1), Math.Clamp(v - v0, 0, 1));
        double near = voxels[u0 + (panel.Columns * v0)], across = voxels[u1 + (panel.Columns * v0)];
        double below = voxels[u0 + (panel.Columns * v1)], diagonal = voxels[u1 + (panel.Columns * v1)];
        return ((1 - fv) * (((1 - fu) * near) + (fu * across))) + (fv * (((1 - fu) * below) + (fu * diagonal)));
    }

    /// <summary>How a slice of so many columns and rows becomes a picture.</summary>
    private readonly record struct Panel(int Columns, int Rows, int Width, int Height, bool FlipX, bool FlipY)
    {
        internal static Panel Of(VolumeGeometry geometry, int size)
        {
            var (wide, high) = (geometry.Width * geometry.Spacing.X, geometry.Height * geometry.Spacing.Y);
            var scale = size / Math.Max(wide, high);
            return new Panel(
                geometry.Width,
                geometry.Height,
                Math.Max(1, (int)Math.Round(wide * scale)),
                Math.Max(1, (int)Math.Round(high * scale)),
                IsReversed(geometry.AxisX),
                IsReversed(geometry.AxisY));
        }

        /// <summary>Voxel index, between voxels too, of the centre of a pixel.</summary>
        internal (double U, double V) ToVoxel(int x, int y)
        {
            var u = ((x + 0.5) * Columns / Width) - 0.5;
            var v = ((y + 0.5) * Rows / Height) - 0.5;
            return (FlipX ? Columns - 1 - u : u, FlipY ? Rows - 1 - v : v);
        }

        /// <summary>The index rises toward right, anterior or superior, which are left and up on the picture.</summary>
        private static bool IsReversed(Vector3D axis)
        {
            var (x, y, z) = (Math.Abs(axis.X), Math.Abs(axis.Y), Math.Abs(axis.Z));
            return (x >= y && x >= z ? axis.X : y >= z ? axis.Y : axis.Z) > 0;
        }
    }
}

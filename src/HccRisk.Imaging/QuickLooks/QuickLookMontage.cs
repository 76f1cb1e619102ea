
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
        var panel = QuickLookPanel.Of(QuickLookPlane.Of(image, mask, 2, slices[0]), options.PanelSize);
        var columns = (int)Math.Ceiling(Math.Sqrt(slices.Length));
        var rows = (slices.Length + columns - 1) / columns;
        var width = (columns * (panel.Width + Gap)) - Gap;
        var montage = new QuickLookMontage(width, (rows * (panel.Height + Gap)) - Gap, new byte[3L * width * ((rows * (panel.Height + Gap)) - Gap)]);
        for (var i = 0; i < slices.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (row, column) = Math.DivRem(i, columns);
            montage.DrawSlice(QuickLookPlane.Of(image, mask, 2, slices[i]), panel, column * (panel.Width + Gap), row * (panel.Height + Gap), low, high);
        }

        return montage;
    }

    /// <summary>The plane of each axis in which the mask is widest (the middle one without a mask), third axis first, beside each other.</summary>
    internal static QuickLookMontage DrawPlanes(Volume<float> image, Mask? mask, QuickLookOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var at = QuickLookPlane.Widest(image.Geometry, mask);
        var planes = Enumerable.Range(0, 3).Select(i => QuickLookPlane.Of(image, mask, 2 - i, at[2 - i])).ToArray();
        var panels = Array.ConvertAll(planes, plane => QuickLookPanel.Of(plane, options.PanelSize));
        var (low, high) = Window([.. planes.SelectMany(plane => plane.Voxels)], options);

        // Of each panel the square it fits in: planes of patients of other proportions stay under each other.
        var (width, height) = ((3 * options.PanelSize) + (2 * Gap), options.PanelSize);
        var montage = new QuickLookMontage(width, height, new byte[3L * width * height]);
        for (var i = 0; i < planes.Length; i++)
        {
            var (left, top) = ((i * (options.PanelSize + Gap)) + ((options.PanelSize - panels[i].Width) / 2), (options.PanelSize - panels[i].Height) / 2);
            montage.DrawSlice(planes[i], panels[i], left, top, low, high);
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
        for (var i = 0; i < slices.Length; i++)
        {
            image.Voxels.Slice(slices[i] * plane, plane).CopyTo(values.AsSpan(i * plane));
        }

        return Window(values, options);
    }

    private static (double Low, double High) Window(float[] values, QuickLookOptions options)
    {
        var count = 0;
        foreach (var value in values)
        {
            if (float.IsFinite(value))
            {
                values[count++] = value;
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

    private void DrawSlice(QuickLookPlane plane, QuickLookPanel panel, int left, int top, double low, double high)
    {
        var scale = high > low ? 255 / (high - low) : 0;
        for (var y = 0; y < panel.Height; y++)
        {
            for (var x = 0; x < panel.Width; x++)
            {
                var at = 3 * (((top + y) * Width) + left + x);
                if (panel.IsBorder(plane.Inside, x, y))
                {
                    (Rgb[at], Rgb[at + 1], Rgb[at + 2]) = Outline;
                    continue;
                }

                var value = panel.Interpolate(plane.Voxels, x, y);
                var grey = double.IsNaN(value) ? (byte)0 : (byte)Math.Round(Math.Clamp((value - low) * scale, 0, 255));
                (Rgb[at], Rgb[at + 1], Rgb[at + 2]) = (grey, grey, grey);
            }
        }
    }
}

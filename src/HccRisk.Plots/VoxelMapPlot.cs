using ScottPlot;
using SkiaSharp;

namespace HccRisk.Plots;

/// <summary>Maps over slices of their image: a row a map, with its scale of colours, or the parts that it tells apart.</summary>
public static class VoxelMapPlot
{
    private const int Width = 900;
    private const float Top = 44;
    private const float Gap = 6;
    private const float Label = 18;
    private const float Key = 150;
    private const float TallestPanel = 220;

    /// <summary>Dark violet to yellow, at even steps of lightness (viridis; van der Walt, Smith; CC0).</summary>
    private static readonly int[] Scale = [0x440154, 0x472D7B, 0x3B528B, 0x2C728E, 0x21918C, 0x28AE80, 0x5EC962, 0xADDC30, 0xFDE725];

    /// <summary>Draws the rows.</summary>
    /// <param name="rows">At least one, each with a panel or more.</param>
    /// <param name="title">Title.</param>
    /// <returns>The plot, 900 pixels wide.</returns>
    /// <exception cref="ArgumentException">There is no row, one has no panel, or numbers of a panel are not as many as its pixels.</exception>
    public static PlotImage Render(IReadOnlyList<MapRow> rows, string title = "")
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0 || rows.Any(r => r.Panels.Count == 0))
        {
            throw new ArgumentException("there is no map to draw, or one without a slice", nameof(rows));
        }

        foreach (var panel in rows.SelectMany(r => r.Panels))
        {
            if (panel.Grey.Count != (long)panel.Columns * panel.Rows || panel.Values.Count != panel.Grey.Count)
            {
                throw new ArgumentException(
                    $"'{panel.Label}' has {panel.Columns} x {panel.Rows} pixels, {panel.Grey.Count} of the image and {panel.Values.Count} values", nameof(rows));
            }
        }

        var heights = rows.Select(HeightOf).ToArray();
        return PlotCanvas.Draw(Width, (int)Math.Ceiling(Top + heights.Sum()), title, Table(rows), surface =>
        {
            surface.Text(title, 8, 20, 13, Palette.Ink, bold: true);
            var y = Top;
            foreach (var (row, height) in rows.Zip(heights))
            {
                Draw(surface, row, y, height);
                y += height;
            }
        });
    }

    private static (double Low, double High) RangeOf(MapRow row)
    {
        var known = row.Panels.SelectMany(p => p.Values).Where(float.IsFinite).Select(v => (double)v).ToArray();
        return (row.Low ?? (known.Length == 0 ? 0 : known.Min()), row.High ?? (known.Length == 0 ? 0 : known.Max()));
    }

    /// <summary>Name, panels and their labels.</summary>
    private static float HeightOf(MapRow row) => PanelsOf(row).Max(p => p.Height) + (2 * Label) + 14;

    private static SKSize[] PanelsOf(MapRow row)
    {
        var width = (Width - Key - 16 - (Gap * (row.Panels.Count - 1))) / row.Panels.Count;
        return
        [
            .. row.Panels.Select(p =>
            {
                var shape = (float)(p.Rows * p.PixelAspect / p.Columns);
                var fitted = Math.Min(width, TallestPanel / shape);
                return new SKSize(fitted, fitted * shape);
            }),
        ];
    }

    private static void Draw(PlotSurface surface, MapRow row, float top, float height)
    {
        surface.Text(TextLayout.Ellipsize(row.Name, PlotFrame.TextSize, Width - Key - 16), 8, top + 12, PlotFrame.TextSize, Palette.Ink, bold: true);
        var (low, high) = RangeOf(row);
        Color Of(float value) => row.Parts is { } named ? PartColor((int)value, named.Count) : At(high > low ? (value - low) / (high - low) : 0.5);
        var x = 8f;
        foreach (var (panel, size) in row.Panels.Zip(PanelsOf(row)))
        {
            using var picture = Picture(panel, Of);
            surface.Canvas.DrawImage(picture, SKRect.Create(x, top + Label, size.Width, size.Height), new SKSamplingOptions(SKFilterMode.Nearest));
            surface.Text(panel.Label, x + (size.Width / 2), top + Label + size.Height + 13, PlotFrame.SmallSize, Palette.Grey, SKTextAlign.Center);
            x += size.Width + Gap;
        }

        var left = Width - Key + 12f;
        if (row.Parts is { } parts)
        {
            foreach (var (i, part) in parts.Index())
            {
                using var fill = new SKPaint { Color = PartColor(i, parts.Count).ToSkia() };
                surface.Canvas.DrawRect(left, top + Label + (i * 18), 12, 12, fill);
                surface.Text(TextLayout.Ellipsize(part, PlotFrame.SmallSize, Key - 40), left + 18, top + Label + (i * 18) + 10, PlotFrame.SmallSize, Palette.Ink);
            }

            return;
        }

        var bar = Math.Min(120, height - (2 * Label) - 14);
        for (var i = 0; i < 60; i++)
        {
            using var fill = new SKPaint { Color = At(1 - (i / 59.0)).ToSkia() };
            surface.Canvas.DrawRect(left, top + Label + (i * bar / 60), 14, (bar / 60) + 0.5f, fill);
        }

        surface.Text(Numbers.Significant(high), left + 20, top + Label + 9, PlotFrame.SmallSize, Palette.Ink);
        surface.Text(Numbers.Significant(low), left + 20, top + Label + bar, PlotFrame.SmallSize, Palette.Ink);
    }

    private static SKImage Picture(MapPanel panel, Func<float, Color> colorOf)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(panel.Columns, panel.Rows, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (var i = 0; i < panel.Grey.Count; i++)
        {
            var grey = float.IsNaN(panel.Grey[i]) ? (byte)0 : (byte)Math.Round(255 * Math.Clamp(panel.Grey[i], 0, 1));
            bitmap.SetPixel(i % panel.Columns, i / panel.Columns, float.IsNaN(panel.Values[i]) ? new SKColor(grey, grey, grey) : colorOf(panel.Values[i]).ToSkia());
        }

        return SKImage.FromBitmap(bitmap);
    }

    /// <summary>The palette has so many colours; more parts than that are steps of the scale.</summary>
    private static Color PartColor(int part, int count) => count <= Palette.Count ? Palette.Series(part).Color : At(part / (count - 1.0));

    private static Color At(double value)
    {
        var position = Math.Clamp(value, 0, 1) * (Scale.Length - 1);
        var index = Math.Min((int)position, Scale.Length - 2);
        var part = position - index;
        byte Mix(int shift) => (byte)Math.Round((((Scale[index] >> shift) & 255) * (1 - part)) + (((Scale[index + 1] >> shift) & 255) * part));
        return new Color(Mix(16), Mix(8), Mix(0));
    }

    private static PlotTable Table(IReadOnlyList<MapRow> rows)
    {
        var table = new PlotTable("map", "slice", "column", "row", "value");
        foreach (var row in rows)
        {
            foreach (var panel in row.Panels)
            {
                for (var i = 0; i < panel.Values.Count; i++)
                {
                    if (!float.IsNaN(panel.Values[i]))
                    {
                        table.Add(row.Name, panel.Label, i % panel.Columns, i / panel.Columns, (double)panel.Values[i]);
                    }
                }
            }
        }

        return table;
    }
}

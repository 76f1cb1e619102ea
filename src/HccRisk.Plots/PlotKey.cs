using ScottPlot;
using SkiaSharp;

namespace HccRisk.Plots;

/// <summary>One line of a legend.</summary>
/// <param name="Text">Text.</param>
/// <param name="Color">Colour of the line sample; null for text alone.</param>
/// <param name="Pattern">Pattern of the line sample.</param>
internal sealed record PlotKey(string Text, Color? Color = null, LinePattern? Pattern = null)
{
    private const float Sample = 34;
    private const float Row = 18;
    private const float Between = 18;

    /// <summary>Height of a legend above the data area, its lines as long as a width allows: nothing that is drawn can lie under it.</summary>
    public static float Height(IReadOnlyList<PlotKey> keys, float width) => Lines(keys, width).Count * Row;

    /// <summary>Draws a legend line by line from its upper left corner. ScottPlot's own cuts the tops of the letters of this font.</summary>
    public static void Draw(PlotSurface surface, float left, float top, float width, IReadOnlyList<PlotKey> keys)
    {
        var middle = top + (Row / 2);
        foreach (var line in Lines(keys, width))
        {
            var x = left;
            foreach (var key in line)
            {
                key.Draw(surface, x, middle);
                x += key.Width + Between;
            }

            middle += Row;
        }
    }

    private float Width => (Color is null ? 0 : Sample + 6) + TextLayout.Width(Text, PlotFrame.TextSize);

    private static List<List<PlotKey>> Lines(IReadOnlyList<PlotKey> keys, float width)
    {
        var lines = new List<List<PlotKey>>();
        var used = float.PositiveInfinity;
        foreach (var key in keys)
        {
            if (used + Between + key.Width > width)
            {
                lines.Add([]);
                used = -Between;
            }

            lines[^1].Add(key);
            used += Between + key.Width;
        }

        return lines;
    }

    private void Draw(PlotSurface surface, float x, float middle)
    {
        if (Color is { } color)
        {
            using var effect = Pattern is { Intervals.Length: > 0 } pattern ? pattern.GetPathEffect() : null;
            using var line = new SKPaint { Color = color.ToSkia(), IsStroke = true, StrokeWidth = 2, IsAntialias = true, PathEffect = effect };
            // As a path: Skia's SVG knows no pattern of a single line.
            using var path = new SKPath();
            path.MoveTo(x, middle);
            path.LineTo(x + Sample, middle);
            surface.Canvas.DrawPath(path, line);
            x += Sample + 6;
        }

        surface.Text(Text, x, middle + 4, PlotFrame.TextSize, Palette.Ink);
    }
}

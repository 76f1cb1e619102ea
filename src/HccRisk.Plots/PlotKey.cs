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
    private const float Row = 20;
    private const float Margin = 10;

    /// <summary>Draws a legend into a corner of the data area. ScottPlot's own cuts the tops of the letters of this font.</summary>
    public static void Draw(PlotSurface surface, PixelRect data, IReadOnlyList<PlotKey> keys, Alignment corner)
    {
        var width = keys.Max(k => TextLayout.Width(k.Text, PlotFrame.TextSize)) + Sample + 12;
        var height = (keys.Count * Row) + 4;
        var x = corner is Alignment.LowerRight or Alignment.UpperRight ? data.Right - width - Margin : data.Left + Margin;
        var y = corner is Alignment.LowerLeft or Alignment.LowerRight ? data.Bottom - height - Margin : data.Top + 2;
        using var white = new SKPaint { Color = SKColors.White.WithAlpha(215) };
        surface.Canvas.DrawRect(x, y, width, height, white);
        for (var i = 0; i < keys.Count; i++)
        {
            var middle = y + 2 + ((i + 0.5f) * Row);
            if (keys[i].Color is { } color)
            {
                using var effect = keys[i].Pattern is { Intervals.Length: > 0 } pattern ? pattern.GetPathEffect() : null;
                using var line = new SKPaint { Color = color.ToSkia(), IsStroke = true, StrokeWidth = 2, IsAntialias = true, PathEffect = effect };
                surface.Canvas.DrawLine(x + 2, middle, x + Sample, middle, line);
            }

            surface.Text(keys[i].Text, x + Sample + 6, middle + 4, PlotFrame.TextSize, Palette.Ink);
        }
    }
}

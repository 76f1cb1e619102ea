using ScottPlot;
using SkiaSharp;

namespace HccRisk.Plots;

/// <summary>Intraclass correlations of many features by family: each a line from its lower limit to its estimate, in the order of the limits, and how many reach the least one.</summary>
public static class AgreementPlot
{
    private const int Width = 760;
    private const float RowHeight = 46;
    private const float Top = 44;

    // What is below is drawn there.
    private const double Lowest = -0.2;

    /// <summary>Draws a row a family, in the order in which they come.</summary>
    /// <param name="points">The features, at least one.</param>
    /// <param name="least">Lower limit from which a feature counts as reproducible.</param>
    /// <param name="title">Title, such as what was repeated.</param>
    /// <returns>The plot, 760 pixels wide.</returns>
    /// <exception cref="ArgumentException">There is no feature.</exception>
    public static PlotImage Render(IReadOnlyList<AgreementPoint> points, double least = 0.75, string title = "")
    {
        ArgumentNullException.ThrowIfNull(points);
        if (points.Count == 0)
        {
            throw new ArgumentException("there is no feature to draw", nameof(points));
        }

        var groups = points.GroupBy(p => p.Group, StringComparer.Ordinal).ToArray();
        var height = (int)(Top + (groups.Length * RowHeight) + 56);
        return PlotCanvas.Draw(Width, height, title, Table(points), surface => Draw(surface, height, groups, least, title));
    }

    private static PlotTable Table(IReadOnlyList<AgreementPoint> points)
    {
        var table = new PlotTable("group", "value", "lower");
        foreach (var point in points)
        {
            table.Add(point.Group, point.Value, point.Lower);
        }

        return table;
    }

    private static void Draw(PlotSurface surface, int height, IGrouping<string, AgreementPoint>[] groups, double least, string title)
    {
        var names = groups.Select(g => TextLayout.Ellipsize(g.Key, PlotFrame.TextSize, 160)).ToArray();
        var left = 26 + names.Max(n => TextLayout.Width(n, PlotFrame.TextSize));
        const float right = Width - 110;
        using var frame = new PlotFrame(new PixelRect(0, Width, height, 0), new PixelRect(left, right, Top + (groups.Length * RowHeight), Top));
        frame.XAxis("Intraclass correlation: lower 95% limit to estimate", Lowest - 0.02, 1.02, [0, 0.25, 0.5, 0.75, 1]);
        frame.YAxis("", groups.Length - 0.5, -0.5, []);
        frame.Plot.Axes.Left.FrameLineStyle.Width = 0;
        frame.Plot.Grid.YAxisStyle.IsVisible = false;
        frame.Plot.Add.VerticalLine(least, 1, Palette.Ink, LinePattern.Dashed);
        for (var g = 0; g < groups.Length; g++)
        {
            var known = groups[g].Where(p => double.IsFinite(p.Lower)).OrderBy(p => p.Lower).ToArray();
            for (var i = 0; i < known.Length; i++)
            {
                var y = g + (known.Length == 1 ? 0 : 0.38 - (0.76 * i / (known.Length - 1)));
                var color = known[i].Lower >= least ? Palette.Blue : Palette.Vermillion;
                var line = frame.Plot.Add.Line(Math.Max(Lowest, known[i].Lower), y, Math.Max(Lowest, known[i].Value), y);
                line.Color = color.WithAlpha(0.45);
                line.LineWidth = 1.5f;
                line.MarkerSize = 0;
                frame.Marker(Math.Max(Lowest, known[i].Lower), y, MarkerShape.FilledCircle, 4, color);
            }
        }

        frame.Render(surface);
        surface.Text(title, 8, 20, 13, Palette.Ink, bold: true);
        surface.Text(FormattableString.Invariant($"limit {least:0.##} or more"), Width - 8, Top - 8, PlotFrame.SmallSize, Palette.Grey, SKTextAlign.Right);
        for (var g = 0; g < groups.Length; g++)
        {
            var y = frame.PixelY(g) + 4;
            surface.Text(names[g], left - 14, y, PlotFrame.TextSize, Palette.Ink, SKTextAlign.Right);
            surface.Text(FormattableString.Invariant($"{groups[g].Count(p => p.Lower >= least)} of {groups[g].Count()}"), Width - 8, y, PlotFrame.TextSize, Palette.Ink, SKTextAlign.Right);
        }
    }
}

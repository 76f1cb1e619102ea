using HccRisk.Survival.Estimates;
using ScottPlot;
using SkiaSharp;

namespace HccRisk.Plots;

/// <summary>Estimates with their intervals one below the other: subgroups, sites, differences. An interval that leaves the axis ends in an arrow.</summary>
public static class ForestPlot
{
    private const int Width = 760;
    private const float RowHeight = 21;
    private const float Top = 52;
    private const float LabelWidth = 190;
    private const float CountWidth = 150;
    private const float TextWidth = 150;
    private const float RemarkWidth = 90;

    /// <summary>Draws the rows in the order given.</summary>
    /// <param name="rows">The rows; at least one.</param>
    /// <param name="xLabel">What the axis shows.</param>
    /// <param name="reference">Where a line is drawn: the estimate of everybody, or of no difference; null for none.</param>
    /// <param name="title">Title.</param>
    /// <param name="remark">Heading of the remarks.</param>
    /// <returns>The plot, 760 pixels wide.</returns>
    /// <exception cref="ArgumentException">There is no row.</exception>
    public static PlotImage Render(IReadOnlyList<ForestRow> rows, string xLabel, double? reference = null, string title = "", string remark = "")
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(xLabel);
        if (rows.Count == 0)
        {
            throw new ArgumentException("there is no row to draw", nameof(rows));
        }

        var height = (int)(Top + (rows.Count * RowHeight) + 54);
        return PlotCanvas.Draw(Width, height, title, Table(rows), surface => Draw(surface, height, rows, xLabel, reference, title, remark));
    }

    private static PlotTable Table(IReadOnlyList<ForestRow> rows)
    {
        var table = new PlotTable("label", "count", "estimate", "lower", "upper", "remark");
        foreach (var row in rows)
        {
            table.Add(row.Label, row.Count, row.Estimate?.Value, row.Estimate?.Lower, row.Estimate?.Upper, row.Remark);
        }

        return table;
    }

    // Every estimate lies on the axis; intervals do up to three times the spread of the estimates, so that one of five patients does not flatten the others.
    private static (double Low, double High) Limits(IReadOnlyList<ForestRow> rows, double? reference)
    {
        MetricEstimate[] known = [.. rows.Select(r => r.Estimate).OfType<MetricEstimate>().Where(Numbers.HasValue)];
        double[] values = [.. known.Select(e => e.Value!.Value), .. reference is { } line ? [line] : Array.Empty<double>()];
        if (values.Length == 0)
        {
            return (0, 1);
        }

        var spread = Math.Max(values.Max() - values.Min(), 0.1);
        double[] limits = [.. known.Where(Numbers.HasInterval).SelectMany(e => new[] { e.Lower!.Value, e.Upper!.Value })];
        var low = Math.Max(limits.Append(values.Min()).Min(), values.Min() - (3 * spread));
        var high = Math.Min(limits.Append(values.Max()).Max(), values.Max() + (3 * spread));
        var pad = high > low ? 0.04 * (high - low) : spread / 2;
        return (low - pad, high + pad);
    }

    private static void Draw(PlotSurface surface, int height, IReadOnlyList<ForestRow> rows, string xLabel, double? reference, string title, string remark)
    {
        const float left = 8 + LabelWidth + CountWidth;
        var remarks = rows.Any(r => r.Remark.Length > 0);
        var right = Width - TextWidth - (remarks ? RemarkWidth : 0);
        var (low, high) = Limits(rows, reference);
        using var frame = new PlotFrame(new PixelRect(0, Width, height, 0), new PixelRect(left, right, Top + (rows.Count * RowHeight), Top));
        frame.XAxis(xLabel, low, high, AxisTicks.Between(low, high, 5));
        frame.YAxis("", rows.Count - 0.5, -0.5, []);
        frame.Plot.Axes.Left.FrameLineStyle.Width = 0;
        frame.Plot.Grid.YAxisStyle.IsVisible = false;
        if (reference is { } at)
        {
            frame.Line([at, at], [-0.5, rows.Count - 0.5], Palette.Grey, LinePattern.Dotted, 1);
        }

        foreach (var (i, row) in rows.Index())
        {
            if (row.Estimate is { } estimate && Numbers.HasValue(estimate))
            {
                if (Numbers.HasInterval(estimate))
                {
                    frame.Line([Math.Max(low, estimate.Lower!.Value), Math.Min(high, estimate.Upper!.Value)], [i, i], Palette.Blue, LinePattern.Solid, 1.6f);
                }

                frame.Marker(estimate.Value!.Value, i, MarkerShape.FilledSquare, 8, Palette.Blue);
            }
        }

        frame.Plot.Add.Marker(low, 0, MarkerShape.None, 0);
        frame.Render(surface);
        surface.Text(title, 8, 20, 13, Palette.Ink, bold: true);
        surface.Text("Patients (events)", 8 + LabelWidth, Top - 8, PlotFrame.SmallSize, Palette.Grey);
        surface.Text("Estimate (95% CI)", right + 10, Top - 8, PlotFrame.SmallSize, Palette.Grey);
        surface.Text(remark, right + TextWidth + 6, Top - 8, PlotFrame.SmallSize, Palette.Grey);
        foreach (var (i, row) in rows.Index())
        {
            var y = frame.PixelY(i);
            var heading = row.Estimate is null;
            surface.Text(TextLayout.Ellipsize(row.Label, PlotFrame.TextSize, heading ? LabelWidth + CountWidth - 12 : LabelWidth - 18), heading ? 8 : 18, y + 4, PlotFrame.TextSize, Palette.Ink, bold: heading);
            surface.Text(TextLayout.Ellipsize(row.Count, PlotFrame.TextSize, CountWidth - 8), 8 + LabelWidth, y + 4, PlotFrame.TextSize, Palette.Ink);
            surface.Text(row.Remark, right + TextWidth + 6, y + 4, PlotFrame.TextSize, Palette.Ink);
            if (row.Estimate is { } estimate)
            {
                surface.Text(Text(estimate), right + 10, y + 4, PlotFrame.TextSize, Palette.Ink);
                Arrows(surface, frame, estimate, y, low, high);
            }
        }
    }

    private static string Text(MetricEstimate estimate) => !Numbers.HasValue(estimate) ? "not estimable"
        : Numbers.Fixed(estimate.Value!.Value, 3) + (Numbers.HasInterval(estimate) ? $" ({Numbers.Range(estimate.Lower!.Value, estimate.Upper!.Value, 2)})" : "");

    private static void Arrows(PlotSurface surface, PlotFrame frame, MetricEstimate estimate, float y, double low, double high)
    {
        if (!Numbers.HasValue(estimate) || !Numbers.HasInterval(estimate))
        {
            return;
        }

        if (estimate.Lower < low)
        {
            Arrow(surface, frame.PixelX(low), y, -1);
        }

        if (estimate.Upper > high)
        {
            Arrow(surface, frame.PixelX(high), y, 1);
        }
    }

    private static void Arrow(PlotSurface surface, float x, float y, int direction)
    {
        using var head = new SKPath();
        head.MoveTo(x + (direction * 5), y);
        head.LineTo(x - (direction * 4), y - 4);
        head.LineTo(x - (direction * 4), y + 4);
        head.Close();
        using var fill = new SKPaint { Color = Palette.Blue.ToSkia(), IsAntialias = true };
        surface.Canvas.DrawPath(head, fill);
    }
}

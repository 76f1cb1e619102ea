using ScottPlot;
using SkiaSharp;

namespace HccRisk.Plots;

/// <summary>
/// Observed against predicted risk at a horizon: the smooth curve, groups with their 95 % intervals, the diagonal of perfect agreement, and below them
/// how the predicted risks are spread. Both axes have one scale, so that the diagonal is one.
/// </summary>
public static class CalibrationPlot
{
    private const int Width = 460;
    private const float Left = 64;
    private const float Side = 370;
    private const float HistogramHeight = 60;
    private const int Bins = 40;

    /// <summary>Draws one model on one set of patients.</summary>
    /// <param name="series">Risks, curve and groups; at least one risk.</param>
    /// <param name="title">Title, such as model, cohort and horizon.</param>
    /// <param name="top">
    /// End of both axes, above 0 and at most 1, such as the largest <see cref="TopOf"/> of plots that stand side by side; null for <see cref="TopOf"/> of this
    /// one. What lies beyond is not drawn.
    /// </param>
    /// <returns>The plot, 460 pixels wide.</returns>
    /// <exception cref="ArgumentException">There is no risk, or the curve has another number of patients.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="top"/> is not above 0 and at most 1.</exception>
    public static PlotImage Render(CalibrationSeries series, string title = "", double? top = null)
    {
        ArgumentNullException.ThrowIfNull(series);
        if (series.Risks.Count == 0)
        {
            throw new ArgumentException("there is no risk to draw", nameof(series));
        }

        if (series.Curve is { Observed.Count: > 0 } curve && curve.Observed.Count != series.Risks.Count)
        {
            throw new ArgumentException(FormattableString.Invariant($"the curve has {curve.Observed.Count} patients, the risks are of {series.Risks.Count}"), nameof(series));
        }

        if (top is not (null or (> 0 and <= 1)))
        {
            throw new ArgumentOutOfRangeException(nameof(top), top, "The axes end above 0 and at most at 1; null lets the risks decide.");
        }

        var keys = Legend(series);
        var above = 30 + PlotKey.Height(keys, Width - Left - 14) + 10;
        var height = (int)(above + Side + 12 + HistogramHeight + 52);
        return PlotCanvas.Draw(Width, height, title, Table(series), surface => Draw(surface, height, above, series, keys, title, top ?? TopOf(series)));
    }

    /// <summary>Where the axes end so that every risk, curve and interval lies inside: a multiple of 0.1 from 0.1 to 1.</summary>
    /// <param name="series">The risks.</param>
    /// <returns>The end of the axes.</returns>
    public static double TopOf(CalibrationSeries series)
    {
        ArgumentNullException.ThrowIfNull(series);
        var highest = series.Risks
            .Concat(series.Curve?.Observed ?? [])
            .Concat(series.Groups?.Groups.SelectMany(g => new[] { g.Observed.Value ?? 0, g.Observed.Upper ?? 0 }) ?? [])
            .Where(double.IsFinite)
            .DefaultIfEmpty(0)
            .Max();
        return Math.Clamp(Math.Ceiling((highest * 10) - 1e-9) / 10, 0.1, 1);
    }

    private static List<PlotKey> Legend(CalibrationSeries series)
    {
        var keys = new List<PlotKey>();
        if (series.Curve is { Observed.Count: > 0 })
        {
            keys.Add(new PlotKey("smooth curve", Palette.Blue, LinePattern.Solid));
        }

        if (series.Groups is { Groups.Count: > 0 })
        {
            keys.Add(new PlotKey("\u25A0 groups, with 95% CI"));
        }

        keys.Add(new PlotKey("perfect", Palette.Grey, LinePattern.Dotted));
        return keys;
    }

    private static PlotTable Table(CalibrationSeries series)
    {
        var table = new PlotTable("part", "predicted", "observed", "lower", "upper", "patients");
        foreach (var (predicted, observed) in Curve(series))
        {
            table.Add("curve", predicted, observed, null, null, null);
        }

        foreach (var group in series.Groups?.Groups ?? [])
        {
            table.Add("group", group.MeanPredicted, group.Observed.Value, group.Observed.Lower, group.Observed.Upper, group.Count);
        }

        foreach (var (bin, count) in Histogram(series.Risks, 1.0 / Bins).Index().Where(b => b.Item > 0))
        {
            table.Add("histogram", (bin + 0.5) / Bins, null, null, null, count);
        }

        return table;
    }

    // Patients with one risk have one place on the curve, and between neighbours closer than a quarter of a pixel nobody sees a difference.
    private static List<(double Predicted, double Observed)> Curve(CalibrationSeries series)
    {
        var points = new List<(double Predicted, double Observed)>();
        if (series.Curve is not { Observed.Count: > 0 } curve)
        {
            return points;
        }

        foreach (var point in series.Risks.Zip(curve.Observed).Where(p => double.IsFinite(p.First) && double.IsFinite(p.Second)).OrderBy(p => p.First))
        {
            if (points.Count == 0 || point.First - points[^1].Predicted > 0.0005)
            {
                points.Add(point);
            }
        }

        return points;
    }

    private static int[] Histogram(IReadOnlyList<double> risks, double width)
    {
        var counts = new int[(int)Math.Ceiling(1 / width)];
        foreach (var risk in risks.Where(double.IsFinite))
        {
            counts[Math.Min(counts.Length - 1, (int)(risk / width))]++;
        }

        return counts;
    }

    private static void Draw(PlotSurface surface, int height, float above, CalibrationSeries series, List<PlotKey> keys, string title, double top)
    {
        var data = new PixelRect(Left, Left + Side, above + Side, above);
        using (var frame = new PlotFrame(new PixelRect(0, Width, above + Side + 10, 0), data))
        {
            var ticks = AxisTicks.Between(0, top, 6);
            frame.XAxis("", 0, top, ticks);
            frame.YAxis("Observed risk", 0, top, ticks);
            frame.Plot.Axes.Bottom.TickLabelStyle.IsVisible = false;
            frame.Line([0, top], [0, top], Palette.Grey, LinePattern.Dotted, 1);
            foreach (var group in (series.Groups?.Groups ?? []).Where(g => Numbers.HasValue(g.Observed)))
            {
                if (Numbers.HasInterval(group.Observed))
                {
                    frame.Line([group.MeanPredicted, group.MeanPredicted], [group.Observed.Lower!.Value, group.Observed.Upper!.Value], Palette.Ink, LinePattern.Solid, 1.2f);
                }

                frame.Plot.Add.Marker(group.MeanPredicted, group.Observed.Value!.Value, MarkerShape.FilledSquare, 7, Palette.Ink);
            }

            var curve = Curve(series);
            if (curve.Count > 1)
            {
                frame.Line([.. curve.Select(p => p.Predicted)], [.. curve.Select(p => p.Observed)], Palette.Blue, LinePattern.Solid, 2);
            }

            frame.Render(surface);
        }

        DrawHistogram(surface, height, above + Side + 12, series, top);
        PlotKey.Draw(surface, Left, 30, Width - Left - 14, keys);
        surface.Text(title, Left, 20, 13, Palette.Ink, bold: true);
    }

    private static void DrawHistogram(PlotSurface surface, int height, float above, CalibrationSeries series, double top)
    {
        var counts = Histogram(series.Risks, top / Bins);
        var most = counts.Max();
        using var frame = new PlotFrame(
            new PixelRect(0, Width, height, above - 6), new PixelRect(Left, Left + Side, above + HistogramHeight, above));
        frame.XAxis("Predicted risk", 0, top, AxisTicks.Between(0, top, 6));
        frame.YAxis("Patients", 0, most * 1.05, [0, most]);
        frame.Plot.Grid.MajorLineWidth = 0;
        frame.Plot.Add.Marker(0, 0, MarkerShape.None, 0);
        frame.Render(surface);
        using var fill = new SKPaint { Color = Palette.Blue.ToSkia(0.6) };
        foreach (var (bin, count) in counts.Take(Bins).Index().Where(b => b.Item > 0))
        {
            var (x, y) = (frame.PixelX(bin * top / Bins), frame.PixelY(count));
            surface.Canvas.DrawRect(x, y, frame.PixelX((bin + 1) * top / Bins) - x - 0.5f, above + HistogramHeight - y, fill);
        }
    }
}

using HccRisk.Survival.Evaluation.Calibration;
using HccRisk.Survival.Validation;
using ScottPlot;
using SkiaSharp;

namespace HccRisk.Plots;

/// <summary>
/// Observed against predicted risk at a horizon: the smooth curve with its band, groups with their 95 % intervals, the diagonal of perfect agreement, and
/// below them how the predicted risks of those with and without the event are spread. Both axes have one scale, so that the diagonal is one.
/// </summary>
public static class CalibrationCurvePlot
{
    private const int Width = 460;
    private const float Left = 64;
    private const float Side = 370;
    private const float HistogramHeight = 84;

    /// <summary>Draws one model on one set of patients.</summary>
    /// <param name="model">The model at the horizon; a curve or groups at least.</param>
    /// <param name="title">Title, such as model and horizon.</param>
    /// <param name="top">
    /// End of both axes, above 0 and at most 1, such as the largest <see cref="TopOf"/> of plots that stand side by side; null for <see cref="TopOf"/> of this
    /// one. What lies beyond is not drawn.
    /// </param>
    /// <returns>The plot, 460 pixels wide.</returns>
    /// <exception cref="ArgumentException">The model has neither curve nor groups.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="top"/> is not above 0 and at most 1.</exception>
    public static PlotImage Render(ModelAtHorizon model, string title = "", double? top = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!CanRender(model))
        {
            throw new ArgumentException("the model has neither a calibration curve nor groups", nameof(model));
        }

        if (top is not (null or (> 0 and <= 1)))
        {
            throw new ArgumentOutOfRangeException(nameof(top), top, "The axes end above 0 and at most at 1; null lets the risks decide.");
        }

        var keys = Legend(model);
        var above = 30 + PlotKey.Height(keys, Width - Left - 14) + 10;
        var height = (int)(above + Side + 12 + (model.Histogram is null ? 0 : HistogramHeight) + 52);
        return PlotCanvas.Draw(Width, height, title, Table(model), surface => Draw(surface, height, above, model, keys, title, top ?? TopOf(model)));
    }

    /// <summary>Whether there is a curve or a group to draw.</summary>
    /// <param name="model">The model at the horizon.</param>
    public static bool CanRender(ModelAtHorizon model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Curve is { Points.Count: > 1 } || model.Groups is { } groups && groups.Groups.Any(g => Numbers.HasValue(g.Observed));
    }

    /// <summary>
    /// Where the axes end: a multiple of 0.1 from 0.1 to 1 below which lie every prediction and every observed risk, and bands and intervals as far as half as much
    /// again. An interval of a group that goes on ends in an arrow.
    /// </summary>
    /// <param name="model">The model at the horizon.</param>
    /// <returns>The end of the axes.</returns>
    public static double TopOf(ModelAtHorizon model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var values = (model.Curve?.Points.SelectMany(p => new[] { p.Predicted, p.Observed }) ?? [])
            .Concat(model.Groups?.Groups.SelectMany(g => new[] { g.MeanPredicted, g.Observed.Value ?? 0 }) ?? [])
            .Where(double.IsFinite)
            .DefaultIfEmpty(0)
            .Max();
        return Math.Clamp(Math.Ceiling((10 * Math.Max(values, Math.Min(UpperOf(model), 1.5 * values))) - 1e-9) / 10, 0.1, 1);
    }

    /// <summary>Whether a band or an interval goes beyond the end of the axes.</summary>
    /// <param name="model">The model at the horizon.</param>
    /// <param name="top">The end of the axes.</param>
    public static bool IsCut(ModelAtHorizon model, double top)
    {
        ArgumentNullException.ThrowIfNull(model);
        return UpperOf(model) > top + 1e-9;
    }

    private static double UpperOf(ModelAtHorizon model) => (model.Curve?.Points.Select(p => p.Upper ?? 0) ?? [])
        .Concat(model.Groups?.Groups.Select(g => g.Observed.Upper ?? 0) ?? [])
        .Where(double.IsFinite)
        .DefaultIfEmpty(0)
        .Max();

    private static List<PlotKey> Legend(ModelAtHorizon model)
    {
        var keys = new List<PlotKey>();
        if (model.Curve is { Points.Count: > 1 } curve)
        {
            keys.Add(new PlotKey(curve.Points.Any(p => p.Lower is not null) ? "smooth curve, 95% CI" : "smooth curve", Palette.Blue, LinePattern.Solid));
        }

        if (model.Groups is { Groups.Count: > 0 })
        {
            keys.Add(new PlotKey("\u25A0 groups, 95% CI"));
        }

        keys.Add(new PlotKey("perfect", Palette.Grey, LinePattern.Dotted));
        return keys;
    }

    private static PlotTable Table(ModelAtHorizon model)
    {
        var table = new PlotTable("part", "predicted", "observed", "lower", "upper", "patients");
        foreach (var point in model.Curve?.Points ?? [])
        {
            table.Add("curve", point.Predicted, point.Observed, point.Lower, point.Upper, null);
        }

        foreach (var group in model.Groups?.Groups ?? [])
        {
            table.Add("group", group.MeanPredicted, group.Observed.Value, group.Observed.Lower, group.Observed.Upper, group.Count);
        }

        if (model.Histogram is { } histogram)
        {
            foreach (var (name, counts) in Parts(histogram))
            {
                foreach (var (bin, count) in counts.Index().Where(b => b.Item > 0))
                {
                    table.Add(name, (bin + 0.5) * histogram.Width, null, null, null, count);
                }
            }
        }

        return table;
    }

    private static (string Name, IReadOnlyList<int> Counts)[] Parts(RiskHistogram histogram) =>
        [("histogram: event", histogram.Event), ("histogram: no event", histogram.Free), ("histogram: unknown", histogram.Unknown)];

    private static void Draw(PlotSurface surface, int height, float above, ModelAtHorizon model, List<PlotKey> keys, string title, double top)
    {
        var data = new PixelRect(Left, Left + Side, above + Side, above);
        using (var frame = new PlotFrame(new PixelRect(0, Width, above + Side + 40, 0), data))
        {
            var ticks = AxisTicks.Between(0, top, 6);
            frame.XAxis(model.Histogram is null ? "Predicted risk" : "", 0, top, ticks);
            frame.YAxis("Observed risk", 0, top, ticks);
            frame.Plot.Axes.Bottom.TickLabelStyle.IsVisible = model.Histogram is null;
            frame.Line([0, top], [0, top], Palette.Grey, LinePattern.Dotted, 1);
            Band(frame.Plot, model.Curve?.Points ?? []);
            foreach (var group in (model.Groups?.Groups ?? []).Where(g => Numbers.HasValue(g.Observed)))
            {
                if (Numbers.HasInterval(group.Observed))
                {
                    frame.Line([group.MeanPredicted, group.MeanPredicted], [group.Observed.Lower!.Value, Math.Min(top, group.Observed.Upper!.Value)], Palette.Ink, LinePattern.Solid, 1.2f);
                }

                frame.Marker(group.MeanPredicted, group.Observed.Value!.Value, MarkerShape.FilledSquare, 7, Palette.Ink);
            }

            frame.Line([.. (model.Curve?.Points ?? []).Select(p => (p.Predicted, p.Observed))], Palette.Blue, LinePattern.Solid);
            frame.Render(surface);
            foreach (var group in (model.Groups?.Groups ?? []).Where(g => Numbers.HasInterval(g.Observed) && g.Observed.Upper > top + 1e-9 && g.MeanPredicted <= top))
            {
                Arrow(surface, frame.PixelX(group.MeanPredicted), above);
            }
        }

        if (model.Histogram is { } histogram)
        {
            DrawHistogram(surface, height, above + Side + 12, histogram, top);
        }

        PlotKey.Draw(surface, Left, 30, Width - Left - 14, keys);
        surface.Text(title, Left, 20, 13, Palette.Ink, bold: true);
    }

    private static void Arrow(PlotSurface surface, float x, float y)
    {
        using var head = new SKPath();
        head.MoveTo(x, y - 5);
        head.LineTo(x - 4, y + 4);
        head.LineTo(x + 4, y + 4);
        head.Close();
        using var fill = new SKPaint { Color = Palette.Ink.ToSkia(), IsAntialias = true };
        surface.Canvas.DrawPath(head, fill);
    }

    private static void Band(Plot plot, IReadOnlyList<CalibrationPoint> points)
    {
        CalibrationPoint[] known = [.. points.Where(p => p is { Lower: not null, Upper: not null })];
        if (known.Length < 2)
        {
            return;
        }

        var band = plot.Add.FillY([.. known.Select(p => p.Predicted)], [.. known.Select(p => p.Lower!.Value)], [.. known.Select(p => p.Upper!.Value)]);
        band.FillColor = Palette.Blue.WithAlpha(0.12);
        band.LineWidth = 0;
        band.MarkerSize = 0;
    }

    // Those with the event upwards, those known to be without it downwards, as far as each other: a rare event would vanish on one scale.
    private static void DrawHistogram(PlotSurface surface, int height, float above, RiskHistogram histogram, double top)
    {
        const float half = HistogramHeight / 2;
        using var frame = new PlotFrame(new PixelRect(0, Width, height, above - 6), new PixelRect(Left, Left + Side, above + HistogramHeight, above));
        frame.XAxis("Predicted risk", 0, top, AxisTicks.Between(0, top, 6));
        frame.YAxis("", -1, 1, []);
        frame.Plot.Grid.MajorLineWidth = 0;
        frame.Line([0, top], [0, 0], Palette.Grey, LinePattern.Solid, 1);
        frame.Render(surface);
        Bars(histogram.Event, Palette.Vermillion, -1);
        Bars(histogram.Free, Palette.Blue, 1);
        Margin("event", histogram.Event, above + 12);
        Margin("no event", histogram.Free, above + HistogramHeight - 14);

        void Bars(IReadOnlyList<int> counts, Color color, int direction)
        {
            var most = Math.Max(1, counts.Max());
            using var fill = new SKPaint { Color = color.ToSkia(0.75) };
            foreach (var (bin, count) in counts.Index().Where(b => b.Item > 0 && b.Index * histogram.Width < top - 1e-9))
            {
                var x = frame.PixelX(bin * histogram.Width);
                var right = frame.PixelX(Math.Min(top, (bin + 1) * histogram.Width));
                var length = (half - 3) * count / most;
                surface.Canvas.DrawRect(x, above + half - (direction < 0 ? length : 0), right - x - 0.5f, length, fill);
            }
        }

        void Margin(string name, IReadOnlyList<int> counts, float y)
        {
            surface.Text(name, Left - 6, y, PlotFrame.SmallSize, Palette.Ink, SKTextAlign.Right);
            surface.Text("n = " + Numbers.Count(counts.Sum()), Left - 6, y + 12, 9, Palette.Grey, SKTextAlign.Right);
        }
    }
}

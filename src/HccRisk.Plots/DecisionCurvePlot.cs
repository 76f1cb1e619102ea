using HccRisk.Survival.Evaluation.ClinicalUtility;
using ScottPlot;

namespace HccRisk.Plots;

/// <summary>
/// Net benefit of acting on predictions against the threshold of risk, beside acting on everybody and on nobody, and below it the interventions that each
/// model avoids in 100 patients against acting on everybody.
/// </summary>
public static class DecisionCurvePlot
{
    private const int Width = 560;
    private const float Left = 72;
    private const float Right = 14;
    private const float UpperHeight = 230;
    private const float LowerHeight = 130;

    // What a threshold costs acting on everybody has no end: below this share of the range above 0 the axis ends.
    private const double Below = 0.25;

    /// <summary>Draws the curves. Net benefits below the axis, which begins at a quarter of the largest one below 0, are left out; the table has them.</summary>
    /// <param name="series">The models; at least one with an estimable point.</param>
    /// <param name="title">Title, such as cohort and horizon.</param>
    /// <param name="beside">Curves of plots that stand side by side with this one: the axes are made for them too. Null for none.</param>
    /// <returns>The plot, 560 pixels wide.</returns>
    /// <exception cref="ArgumentException">No point of any model is estimable.</exception>
    public static PlotImage Render(IReadOnlyList<DecisionSeries> series, string title = "", IEnumerable<DecisionSeries>? beside = null)
    {
        ArgumentNullException.ThrowIfNull(series);
        DecisionSeries[] scale = [.. series, .. beside ?? []];
        if (!series.SelectMany(s => s.Curve.Points).Any(p => Numbers.HasValue(p.NetBenefit)))
        {
            throw new ArgumentException("no net benefit is estimable", nameof(series));
        }

        var keys = Legend(series);
        var above = 30 + PlotKey.Height(keys, Width - Left - Right) + 10;
        var height = (int)(above + UpperHeight + 16 + LowerHeight + 52);
        return PlotCanvas.Draw(Width, height, title, Table(series), surface => Draw(surface, height, above, series, keys, title, scale));
    }

    private static List<PlotKey> Legend(IReadOnlyList<DecisionSeries> series) =>
    [
        .. series.Select((s, i) => new PlotKey(s.Name, Palette.Series(i).Color, Palette.Series(i).Pattern)),
        new("act on everybody", Palette.Grey, LinePattern.Dotted),
        new("act on nobody", Palette.Ink, LinePattern.Solid),
    ];

    private static PlotTable Table(IReadOnlyList<DecisionSeries> series)
    {
        var table = new PlotTable(
            "model", "threshold", "net_benefit", "lower", "upper", "act_on_everybody", "share_at_or_above", "interventions_avoided_per_100");
        foreach (var (one, p) in series.SelectMany(s => s.Curve.Points.Select(p => (s, p))))
        {
            table.Add(
                one.Name, p.Threshold, p.NetBenefit.Value, p.NetBenefit.Lower, p.NetBenefit.Upper, p.TreatAll.Value, p.Positive, 100 * p.InterventionsAvoided);
        }

        return table;
    }

    private static void Draw(PlotSurface surface, int height, float above, IReadOnlyList<DecisionSeries> series, List<PlotKey> keys, string title, DecisionSeries[] scale)
    {
        var all = series[0].Curve.Points;
        var last = scale.SelectMany(s => s.Curve.Points).Max(p => p.Threshold);
        var ticks = AxisTicks.Between(0, last, 8);
        var best = scale.SelectMany(s => s.Curve.Points).SelectMany(p => new[] { p.NetBenefit.Value, p.TreatAll.Value }).OfType<double>().DefaultIfEmpty(0).Max();
        var top = Math.Max(best, 0.01) * 1.05;
        var upper = new PixelRect(Left, Width - Right, above + UpperHeight, above);
        using (var frame = new PlotFrame(new PixelRect(0, Width, above + UpperHeight + 10, 0), upper))
        {
            frame.XAxis("", 0, last, ticks);
            frame.YAxis("Net benefit", -Below * top, top, AxisTicks.Between(-Below * top, top, 6));
            frame.Plot.Axes.Bottom.TickLabelStyle.IsVisible = false;
            frame.Line([0, last], [0, 0], Palette.Ink, LinePattern.Solid, 1);
            Runs(frame, all, p => p.TreatAll.Value, Palette.Grey, LinePattern.Dotted);
            foreach (var (i, one) in series.Index())
            {
                Runs(frame, one.Curve.Points, p => p.NetBenefit.Value, Palette.Series(i).Color, Palette.Series(i).Pattern);
            }

            frame.Render(surface);
        }

        DrawAvoided(surface, height, above + UpperHeight + 16, series, scale, last, ticks);
        PlotKey.Draw(surface, Left, 30, Width - Left - Right, keys);
        surface.Text(title, Left, 20, 13, Palette.Ink, bold: true);
    }

    private static void DrawAvoided(PlotSurface surface, int height, float above, IReadOnlyList<DecisionSeries> series, DecisionSeries[] scale, double last, IReadOnlyList<double> ticks)
    {
        static double? Avoided(DecisionCurvePoint p) => 100 * p.InterventionsAvoided;
        double[] values = [.. scale.SelectMany(s => s.Curve.Points).Select(Avoided).OfType<double>()];
        var (low, high) = (Math.Max(-100, values.DefaultIfEmpty(0).Min()), Math.Max(10, values.DefaultIfEmpty(0).Max()));
        low = Math.Min(0, low);
        var pad = 0.04 * (high - low);
        using var frame = new PlotFrame(
            new PixelRect(0, Width, height, above - 6), new PixelRect(Left, Width - Right, above + LowerHeight, above));
        frame.XAxis("Threshold: act where the predicted risk is at least", 0, last, ticks);
        frame.YAxis("Avoided per 100", low - pad, high + pad, AxisTicks.Between(low, high, 5));
        frame.Line([0, last], [0, 0], Palette.Grey, LinePattern.Dotted, 1);
        foreach (var (i, one) in series.Index())
        {
            Runs(frame, one.Curve.Points, Avoided, Palette.Series(i).Color, Palette.Series(i).Pattern);
        }

        frame.Render(surface);
    }

    private static void Runs(
        PlotFrame frame, IReadOnlyList<DecisionCurvePoint> points, Func<DecisionCurvePoint, double?> value, Color color, LinePattern pattern)
    {
        var run = new List<(double X, double Y)>();
        foreach (var point in points)
        {
            if (value(point) is { } y && double.IsFinite(y))
            {
                run.Add((point.Threshold, y));
            }
            else
            {
                frame.Line(run, color, pattern);
                run.Clear();
            }
        }

        frame.Line(run, color, pattern);
    }
}

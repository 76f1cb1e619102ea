using HccRisk.Survival.Validation;
using ScottPlot;

namespace HccRisk.Plots;

/// <summary>
/// Brier score at each horizon with 95 % intervals, several models or cohorts on one axis, each beside the prediction without covariates of the same patients
/// (dotted): a model below its dotted line predicts better than one risk for everybody. Where fewer than <see cref="HorizonFollowUp.FewestAtRisk"/> patients are at
/// risk, markers are grey.
/// </summary>
public static class BrierOverTimePlot
{
    private const int Width = 560;
    private const int DataHeight = 284;

    /// <summary>Draws the scores. The axis of time is that of <see cref="AucOverTimePlot"/> where <paramref name="last"/> is its last time.</summary>
    /// <param name="series">The lines; at least one with one estimable score.</param>
    /// <param name="timeUnit">Unit of time on the axis: "months" or "days".</param>
    /// <param name="title">Title, such as the cohort.</param>
    /// <param name="last">Last time of the axis, at least the last horizon; null for that.</param>
    /// <param name="top">
    /// Where the vertical axis ends, above 0, such as the largest <see cref="TopOf"/> of plots that stand side by side; null for <see cref="TopOf"/> of these lines.
    /// </param>
    /// <returns>The plot, 560 pixels wide.</returns>
    /// <exception cref="ArgumentException">No score of any line is estimable.</exception>
    public static PlotImage Render(IReadOnlyList<BrierSeries> series, string timeUnit, string title = "", double? last = null, double? top = null)
    {
        ArgumentNullException.ThrowIfNull(series);
        if (!series.SelectMany(s => s.Points).Any(IsKnown))
        {
            throw new ArgumentException("the Brier score is not estimable at any horizon of any line", nameof(series));
        }

        var keys = Legend(series);
        var above = 30 + PlotKey.Height(keys, Width - 78) + 10;
        var end = Math.Max(last ?? 0, series.SelectMany(s => s.Points).Where(IsKnown).Max(p => p.Score.Time));
        return PlotCanvas.Draw(
            Width, (int)(above + DataHeight + 52), title, Table(series), surface => Draw(surface, above, series, keys, timeUnit, title, end, top ?? TopOf(series)));
    }

    /// <summary>Where the vertical axis ends so that every score and interval lies below: a multiple of 0.05 of at least 0.05.</summary>
    /// <param name="series">The lines.</param>
    /// <returns>The end of the axis.</returns>
    public static double TopOf(IEnumerable<BrierSeries> series)
    {
        ArgumentNullException.ThrowIfNull(series);
        var most = series.SelectMany(s => s.Points).Where(IsKnown)
            .Max(p => Math.Max(p.Score.Brier.Upper ?? p.Score.Brier.Value!.Value, p.Score.NullBrier ?? 0));
        return Math.Max(0.05, Math.Ceiling((20 * most) - 1e-9) / 20);
    }

    private static bool IsKnown(BrierPoint point) => Numbers.HasValue(point.Score.Brier);

    private static List<PlotKey> Legend(IReadOnlyList<BrierSeries> series)
    {
        List<PlotKey> keys =
        [
            .. series.Select((s, i) => new PlotKey(s.Name + (s.Points.Any(IsKnown) ? "" : " (not estimable)"), Palette.Series(i).Color, Palette.Series(i).Pattern)),
            new("the same without covariates", Palette.Grey, LinePattern.Dotted),
        ];
        if (series.SelectMany(s => s.Points).Any(p => IsKnown(p) && p.AtRisk < HorizonFollowUp.FewestAtRisk))
        {
            keys.Add(new PlotKey(AucOverTimePlot.FewAtRisk, Palette.Pale, LinePattern.Solid));
        }

        return keys;
    }

    private static PlotTable Table(IReadOnlyList<BrierSeries> series)
    {
        var table = new PlotTable("series", "time", "brier", "lower", "upper", "without_covariates", "prediction_accuracy", "at_risk", "effective_events");
        foreach (var (one, p) in series.SelectMany(s => s.Points.Select(p => (s, p))))
        {
            table.Add(
                one.Name, p.Score.Time, p.Score.Brier.Value, p.Score.Brier.Lower, p.Score.Brier.Upper, p.Score.NullBrier, p.Score.PredictionAccuracy, p.AtRisk, p.EffectiveEvents);
        }

        return table;
    }

    private static void Draw(
        PlotSurface surface, float above, IReadOnlyList<BrierSeries> series, List<PlotKey> keys, string timeUnit, string title, double last, double top)
    {
        using var frame = new PlotFrame(new PixelRect(0, Width, above + DataHeight + 52, 0), new PixelRect(64, Width - 14, above + DataHeight, above));
        frame.XAxis("Time since surgery (" + timeUnit + ")", 0, 1.04 * last, AxisTicks.Time(last, timeUnit));
        frame.YAxis("Brier score", 0, top, AxisTicks.Between(0, top, 8));
        foreach (var (i, one) in series.Index())
        {
            // Side by side, so that no interval lies over another.
            var shift = 0.008 * last * (i - ((series.Count - 1) / 2.0));
            BrierPoint[] known = [.. one.Points.Where(IsKnown)];
            var (color, pattern) = Palette.Series(i);
            frame.Line([.. known.Where(p => p.Score.NullBrier is not null).Select(p => (p.Score.Time + shift, p.Score.NullBrier!.Value))], Palette.Grey, LinePattern.Dotted);
            frame.Line([.. known.Select(p => (p.Score.Time + shift, p.Score.Brier.Value!.Value))], color, pattern);
            foreach (var point in known)
            {
                Add(frame, point, point.Score.Time + shift, point.AtRisk < HorizonFollowUp.FewestAtRisk ? Palette.Pale : color);
            }
        }

        frame.Render(surface);
        PlotKey.Draw(surface, 64, 30, Width - 78, keys);
        surface.Text(title, 64, 20, 13, Palette.Ink, bold: true);
    }

    private static void Add(PlotFrame frame, BrierPoint point, double time, Color color)
    {
        if (Numbers.HasInterval(point.Score.Brier))
        {
            frame.Line([time, time], [point.Score.Brier.Lower!.Value, point.Score.Brier.Upper!.Value], color, LinePattern.Solid, 1.2f);
        }

        frame.Marker(time, point.Score.Brier.Value!.Value, MarkerShape.FilledSquare, 7, color);
        if (point.Score.NullBrier is { } none)
        {
            frame.Marker(time, none, MarkerShape.OpenCircle, 7, color);
        }
    }
}

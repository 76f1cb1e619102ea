using HccRisk.Survival.Evaluation.Discrimination;
using HccRisk.Survival.Validation;
using ScottPlot;

namespace HccRisk.Plots;

/// <summary>
/// Cumulative/dynamic AUC over time with 95 % bands, several models or cohorts on one axis; 0.5 is marked. Where fewer than
/// <see cref="HorizonFollowUp.FewestAtRisk"/> patients are at risk, lines are thin and grey.
/// </summary>
public static class AucOverTimePlot
{
    private const int Width = 560;
    private const int DataHeight = 284;

    /// <summary>Draws the curves. Times at which the AUC is not estimable are absent and break the line.</summary>
    /// <param name="series">The curves; at least one with one estimable point.</param>
    /// <param name="timeUnit">Unit of time on the axis: "months" or "days".</param>
    /// <param name="title">Title, such as the cohort.</param>
    /// <param name="floor">
    /// Where the vertical axis begins, from 0 to below 1, such as the least <see cref="FloorOf"/> of plots that stand side by side; null for
    /// <see cref="FloorOf"/> of these curves. What lies below it is not drawn.
    /// </param>
    /// <returns>The plot, 560 pixels wide.</returns>
    /// <exception cref="ArgumentException">No point of any curve is estimable.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="floor"/> is not in [0, 1).</exception>
    public static PlotImage Render(IReadOnlyList<AucSeries> series, string timeUnit, string title = "", double? floor = null)
    {
        ArgumentNullException.ThrowIfNull(series);
        if (!series.SelectMany(s => s.Points).Any(p => Numbers.HasValue(p.Auc)))
        {
            throw new ArgumentException("the AUC is not estimable at any time of any curve", nameof(series));
        }

        if (floor is not (null or (>= 0 and < 1)))
        {
            throw new ArgumentOutOfRangeException(nameof(floor), floor, "The axis begins in [0, 1); null lets the curves decide.");
        }

        var keys = Legend(series);
        var top = 30 + PlotKey.Height(keys, Width - 78) + 10;
        var height = (int)(top + DataHeight + 52);
        return PlotCanvas.Draw(Width, height, title, Table(series), surface => Draw(surface, height, top, series, keys, timeUnit, title, floor ?? FloorOf(series)));
    }

    /// <summary>Where the vertical axis begins so that every curve and band lies above: a multiple of 0.1 of at most 0.4.</summary>
    /// <param name="series">The curves.</param>
    /// <returns>The beginning of the axis.</returns>
    public static double FloorOf(IEnumerable<AucSeries> series)
    {
        ArgumentNullException.ThrowIfNull(series);
        var lowest = series.SelectMany(s => s.Points).Select(p => p.Auc).Where(Numbers.HasValue)
            .Select(a => Numbers.HasInterval(a) ? Math.Min(a.Lower!.Value, a.Value!.Value) : a.Value!.Value)
            .DefaultIfEmpty(0.5)
            .Min();
        return Math.Clamp(Math.Floor(lowest * 10) / 10, 0, 0.4);
    }

    private static List<PlotKey> Legend(IReadOnlyList<AucSeries> series)
    {
        var legend = new List<PlotKey>();
        for (var i = 0; i < series.Count; i++)
        {
            var (color, pattern) = Palette.Series(i);
            legend.Add(new PlotKey(series[i].Name + (series[i].Points.Any(p => Numbers.HasValue(p.Auc)) ? "" : " (not estimable)"), color, pattern));
        }

        legend.Add(new PlotKey("no discrimination (0.5)", Palette.Grey, LinePattern.Dotted));
        if (series.SelectMany(s => s.Points).Any(p => Numbers.HasValue(p.Auc) && IsFew(p)))
        {
            legend.Add(new PlotKey(FewAtRisk, Palette.Pale, LinePattern.Solid));
        }

        return legend;
    }

    internal static readonly string FewAtRisk = $"fewer than {Numbers.Count(HorizonFollowUp.FewestAtRisk)} at risk";

    private static bool IsFew(TimeDependentAucResult point) => point.AtRisk < HorizonFollowUp.FewestAtRisk;

    private static PlotTable Table(IReadOnlyList<AucSeries> series)
    {
        var table = new PlotTable("series", "time", "auc", "lower", "upper", "cases", "controls", "unknown", "at_risk", "effective_cases", "effective_controls");
        foreach (var (one, point) in series.SelectMany(s => s.Points.Select(p => (s, p))))
        {
            table.Add(one.Name, point.Time, point.Auc.Value, point.Auc.Lower, point.Auc.Upper, point.Cases, point.Controls, point.Unknown, point.AtRisk, point.EffectiveCases, point.EffectiveControls);
        }

        return table;
    }

    private static void Draw(
        PlotSurface surface, int height, float top, IReadOnlyList<AucSeries> series, List<PlotKey> keys, string timeUnit, string title, double floor)
    {
        var last = series.SelectMany(s => s.Points).Where(p => Numbers.HasValue(p.Auc)).Max(p => p.Time);
        var data = new PixelRect(64, Width - 14, top + DataHeight, top);
        using var frame = new PlotFrame(new PixelRect(0, Width, height, 0), data);
        frame.XAxis("Time since surgery (" + timeUnit + ")", 0, 1.04 * last, AxisTicks.Time(last, timeUnit));
        frame.YAxis("AUC(t)", floor, 1.01, AxisTicks.Between(floor, 1, 8));
        frame.Line([0, 1.04 * last], [0.5, 0.5], Palette.Grey, LinePattern.Dotted, 1);
        for (var i = 0; i < series.Count; i++)
        {
            var (color, pattern) = Palette.Series(i);
            foreach (var run in Runs(series[i].Points))
            {
                // Fewer and fewer are at risk; the first point with few is where the grey begins.
                var few = run.FindIndex(IsFew);
                var firm = few < 0 ? run.Count : few;
                if (few >= 0)
                {
                    Add(frame.Plot, run[Math.Max(0, firm - 1)..], Palette.Pale, pattern, width: 1.2f);
                }

                if (firm > 0)
                {
                    Add(frame.Plot, run[..firm], color, pattern, width: 2);
                }
            }
        }

        frame.Render(surface);
        PlotKey.Draw(surface, 64, 30, Width - 78, keys);
        surface.Text(title, 64, 20, 13, Palette.Ink, bold: true);
    }

    private static void Add(Plot plot, List<TimeDependentAucResult> run, Color color, LinePattern pattern, float width)
    {
        var times = run.Select(p => p.Time).ToArray();
        if (run.Count > 1 && run.All(p => Numbers.HasInterval(p.Auc)))
        {
            var band = plot.Add.FillY(times, [.. run.Select(p => p.Auc.Lower!.Value)], [.. run.Select(p => p.Auc.Upper!.Value)]);
            band.FillColor = color.WithAlpha(0.1);
            band.LineColor = color.WithAlpha(0.6);
            band.LineWidth = 0.75f;
            band.MarkerSize = 0;
        }

        var line = plot.Add.Scatter(times, run.Select(p => p.Auc.Value!.Value).ToArray(), color);
        line.LineWidth = width;
        // A single point has no length that could carry a pattern.
        line.LinePattern = run.Count > 1 ? pattern : LinePattern.Solid;
        line.MarkerSize = run.Count > 1 ? 0 : 6;
    }

    private static IEnumerable<List<TimeDependentAucResult>> Runs(IReadOnlyList<TimeDependentAucResult> points)
    {
        var run = new List<TimeDependentAucResult>();
        foreach (var point in points)
        {
            if (Numbers.HasValue(point.Auc))
            {
                run.Add(point);
            }
            else if (run.Count > 0)
            {
                yield return run;
                run = [];
            }
        }

        if (run.Count > 0)
        {
            yield return run;
        }
    }
}

using HccRisk.Survival.Evaluation.Discrimination;
using ScottPlot;

namespace HccRisk.Plots;

/// <summary>Cumulative/dynamic AUC over time with 95 % bands, several models or cohorts on one axis; 0.5 is marked.</summary>
public static class AucOverTimePlot
{
    private const int Width = 560;
    private const int Height = 370;

    /// <summary>Draws the curves. Times at which the AUC is not estimable are absent and break the line.</summary>
    /// <param name="series">The curves; at least one with one estimable point.</param>
    /// <param name="timeUnit">Unit of time on the axis: "months" or "days".</param>
    /// <param name="title">Title, such as the cohort.</param>
    /// <returns>The plot, 560 pixels wide.</returns>
    /// <exception cref="ArgumentException">No point of any curve is estimable.</exception>
    public static PlotImage Render(IReadOnlyList<AucSeries> series, string timeUnit, string title = "")
    {
        ArgumentNullException.ThrowIfNull(series);
        var points = series.SelectMany(s => s.Points).Where(p => Numbers.HasValue(p.Auc)).ToArray();
        if (points.Length == 0)
        {
            throw new ArgumentException("the AUC is not estimable at any time of any curve", nameof(series));
        }

        var last = points.Max(p => p.Time);
        var lowest = points.Min(p => Numbers.HasInterval(p.Auc) ? Math.Min(p.Auc.Lower!.Value, p.Auc.Value!.Value) : p.Auc.Value!.Value);
        var floor = Math.Clamp(Math.Floor(lowest * 10) / 10, 0, 0.4);
        return PlotCanvas.Draw(Width, Height, title, surface =>
        {
            var data = new PixelRect(64, Width - 14, Height - 52, 34);
            using var frame = new PlotFrame(new PixelRect(0, Width, Height, 0), data);
            frame.XAxis("Time since surgery (" + timeUnit + ")", 0, 1.04 * last, AxisTicks.Time(last, timeUnit));
            frame.YAxis("AUC(t)", floor, 1.01, AxisTicks.Between(floor, 1, 8));
            frame.Plot.Add.HorizontalLine(0.5, 1, Palette.Grey, LinePattern.Dashed);
            var legend = new List<PlotKey>();
            for (var i = 0; i < series.Count; i++)
            {
                var (color, pattern) = Palette.Series(i);
                foreach (var run in Runs(series[i].Points))
                {
                    Add(frame.Plot, run, color, pattern);
                }

                var estimable = series[i].Points.Any(p => Numbers.HasValue(p.Auc));
                legend.Add(new PlotKey(series[i].Name + (estimable ? "" : " (not estimable)"), color, pattern));
            }

            legend.Add(new PlotKey("no discrimination (0.5)", Palette.Grey, LinePattern.Dashed));
            frame.Render(surface);
            PlotKey.Draw(surface, data, legend, Alignment.LowerRight);
            surface.Text(title, 64, 20, 13, Palette.Ink, bold: true);
        });
    }

    private static void Add(Plot plot, List<TimeDependentAucResult> run, Color color, LinePattern pattern)
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
        line.LineWidth = 2;
        line.LinePattern = pattern;
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

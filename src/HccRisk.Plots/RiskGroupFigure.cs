using HccRisk.Survival.Evaluation;
using ScottPlot;
using SkiaSharp;

namespace HccRisk.Plots;

/// <summary>What the Kaplan-Meier and the cumulative incidence plot share: step curves above a table of numbers at risk.</summary>
internal sealed record RiskGroupFigure
{
    public const int Width = 560;

    public const string SinceSurgery = "Time since surgery";

    private const float Top = 34;
    private const float AboveData = 10;
    private const float DataHeight = 270;
    private const float BelowAxis = 50;
    private const float RowHeight = 17;
    private const float Right = 14;

    public required string Title { get; init; }

    public required string YLabel { get; init; }

    public required string TimeName { get; init; }

    public required string TimeUnit { get; init; }

    public required IReadOnlyList<RiskGroupCurves> Groups { get; init; }

    public required Func<RiskGroupCurves, PlotSteps?> Curve { get; init; }

    /// <summary>Value at time 0.</summary>
    public required double Start { get; init; }

    public required double YMax { get; init; }

    /// <summary>Text after the legend, such as the p-value.</summary>
    public string? Annotation { get; init; }

    public PlotImage Draw()
    {
        ArgumentException.ThrowIfNullOrEmpty(TimeUnit);
        if (Groups.Count == 0)
        {
            throw new ArgumentException("there is no risk group to draw");
        }

        string[] names = [.. Groups.Select(g => TextLayout.Ellipsize(g.Name, PlotFrame.TextSize, 110))];
        var left = Math.Max(76, 30 + names.Max(n => TextLayout.Width(n, PlotFrame.TextSize)));
        var legend = Legend(names);
        var top = Top + PlotKey.Height(legend, Width - Right - left) + AboveData;
        var height = (int)(top + DataHeight + BelowAxis + (RowHeight * (Groups.Count + 1)) + 10);
        return PlotCanvas.Draw(Width, height, Title, Table(), surface => Draw(surface, height, names, legend, left, top));
    }

    private List<PlotKey> Legend(string[] names)
    {
        var legend = new List<PlotKey>();
        for (var i = 0; i < Groups.Count; i++)
        {
            var (color, pattern) = Palette.Group(Groups[i].Name, i);
            legend.Add(new PlotKey($"{names[i]} risk: {Numbers.Of(Groups[i].Patients, "patient")}, {Numbers.Of(Groups[i].Events, "event")}", color, pattern));
        }

        if (Annotation is not null)
        {
            legend.Add(new PlotKey(Annotation));
        }

        return legend;
    }

    private PlotTable Table()
    {
        var table = new PlotTable("group", "time", "value", "lower", "upper", "at_risk");
        foreach (var group in Groups.Where(g => Curve(g) is not null))
        {
            var curve = Curve(group)!;
            table.Add(group.Name, 0.0, Start, null, null, group.Survival.AtRiskAt(0));
            for (var i = 0; i < curve.Times.Count; i++)
            {
                table.Add(group.Name, curve.Times[i], curve.Values[i], curve.Lower[i], curve.Upper[i], group.Survival.AtRiskAt(curve.Times[i]));
            }
        }

        return table;
    }

    private void Draw(PlotSurface surface, int height, string[] names, List<PlotKey> legend, float left, float top)
    {
        var bottom = top + DataHeight;
        var longest = Groups.Max(g => g.Survival.Times[^1]);
        longest = longest > 0 ? longest : 1;
        var ticks = AxisTicks.Time(longest, TimeUnit);

        var data = new PixelRect(left, Width - Right, bottom, top);
        using var frame = new PlotFrame(new PixelRect(0, Width, height, 0), data);
        // Room on both sides: a count centred under its time is as wide as it is.
        frame.XAxis($"{TimeName} ({TimeUnit})", -0.03 * longest, 1.04 * longest, ticks);
        frame.YAxis(YLabel, 0, YMax * 1.02, AxisTicks.Between(0, YMax, 6));
        for (var i = 0; i < Groups.Count; i++)
        {
            var (color, pattern) = Palette.Group(Groups[i].Name, i);
            if (Curve(Groups[i]) is { } curve)
            {
                frame.Plot.Add.Plottable(new StepCurveGlyph(curve, Start, color, pattern));
            }
        }

        frame.Render(surface);
        PlotKey.Draw(surface, left, Top - 4, Width - Right - left, legend);
        surface.Text(Title, left, 20, 13, Palette.Ink, bold: true);
        DrawNumbersAtRisk(surface, frame, names, ticks, left, bottom + BelowAxis);
    }

    private void DrawNumbersAtRisk(PlotSurface surface, PlotFrame frame, string[] names, IReadOnlyList<double> ticks, float left, float top)
    {
        var y = top + RowHeight - 4;
        surface.Text("Number at risk", left, y, PlotFrame.SmallSize, Palette.Grey);
        for (var i = 0; i < Groups.Count; i++)
        {
            y += RowHeight;
            var color = Palette.Group(Groups[i].Name, i).Color;
            surface.Text(names[i], left - 12, y, PlotFrame.TextSize, color, SKTextAlign.Right, bold: true);
            var free = float.NegativeInfinity;
            foreach (var time in ticks)
            {
                var count = Numbers.Count((int)Math.Round(Groups[i].Survival.AtRiskAt(time)));
                var half = TextLayout.Width(count, PlotFrame.TextSize) / 2;
                var x = frame.PixelX(time);
                if (x - half < free)
                {
                    continue;
                }

                surface.Text(count, x, y, PlotFrame.TextSize, Palette.Ink, SKTextAlign.Center);
                free = x + half + 4;
            }
        }
    }
}

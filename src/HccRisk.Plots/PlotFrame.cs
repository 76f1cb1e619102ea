using ScottPlot;
using ScottPlot.TickGenerators;
using SkiaSharp;

namespace HccRisk.Plots;

/// <summary>A ScottPlot axis system in the house style, with its data area at a known place of the picture.</summary>
internal sealed class PlotFrame : IDisposable
{
    public const float TextSize = 12;
    public const float SmallSize = 11;

    private readonly PixelRect _figure;
    private readonly PixelRect _data;
    private string _xLabel = "";
    private string _yLabel = "";

    /// <param name="figure">Where ScottPlot may draw.</param>
    /// <param name="data">The data area inside it, in the same coordinates.</param>
    public PlotFrame(PixelRect figure, PixelRect data)
    {
        _figure = figure;
        _data = data;
        Plot = new Plot();
        Plot.Layout.Fixed(data);
        Plot.FigureBackground.Color = Colors.Transparent;
        Plot.DataBackground.Color = Colors.Transparent;
        Plot.RenderManager.ClearCanvasBeforeEachRender = false;
        Plot.Grid.MajorLineColor = Palette.Faint;
        Plot.Grid.MajorLineWidth = 1;
        Plot.Axes.Color(Palette.Ink);
        Plot.Axes.Top.FrameLineStyle.Width = 0;
        Plot.Axes.Right.FrameLineStyle.Width = 0;
        foreach (var axis in (IAxis[])[Plot.Axes.Bottom, Plot.Axes.Left])
        {
            axis.TickLabelStyle.FontSize = TextSize;
            axis.MinorTickStyle.Length = 0;
        }
    }

    public Plot Plot { get; }

    public void XAxis(string label, double min, double max, IReadOnlyList<double> ticks)
    {
        _xLabel = label;
        Plot.Axes.SetLimitsX(min, max);
        Plot.Axes.Bottom.TickGenerator = Manual(ticks);
    }

    public void YAxis(string label, double min, double max, IReadOnlyList<double> ticks)
    {
        _yLabel = label;
        Plot.Axes.SetLimitsY(min, max);
        Plot.Axes.Left.TickGenerator = Manual(ticks);
    }

    /// <summary>Adds a line through points; fewer than two are none, nor is one beyond the axes.</summary>
    public void Line(IReadOnlyList<double> xs, IReadOnlyList<double> ys, Color color, LinePattern pattern, float width)
    {
        var axes = Plot.Axes.GetLimits();
        if (xs.Count < 2 || IsBeyond(xs, axes.Left, axes.Right) || IsBeyond(ys, axes.Bottom, axes.Top))
        {
            return;
        }

        var line = Plot.Add.Scatter([.. xs], (double[])[.. ys], color);
        line.LineWidth = width;
        line.LinePattern = pattern;
        line.MarkerSize = 0;
    }

    /// <summary>Adds a line through points; fewer than two are none.</summary>
    public void Line(IReadOnlyList<(double X, double Y)> points, Color color, LinePattern pattern) =>
        Line([.. points.Select(p => p.X)], [.. points.Select(p => p.Y)], color, pattern, 2);

    /// <summary>Adds a marker.</summary>
    public ScottPlot.Plottables.Marker Marker(double x, double y, MarkerShape shape, float size, Color color)
    {
        // ScottPlot draws a marker with the pattern of the line before it, which Skia cannot give to a square: a plain line, under the marker, takes it away.
        Line([x, x], [y, y], color, LinePattern.Solid, 1);
        return Plot.Add.Marker(x, y, shape, size, color);
    }

    // Skia cannot give a pattern to a line of which nothing is seen, and says so on the terminal.
    private static bool IsBeyond(IReadOnlyList<double> values, double one, double other) =>
        values.All(v => v < Math.Min(one, other)) || values.All(v => v > Math.Max(one, other));

    /// <summary>Draws the axes and what was added to them.</summary>
    public void Render(PlotSurface surface)
    {
        Plot.Font.Set(PlotFont.Name);
        if (Plot.RenderManager.RenderCount == 0)
        {
            // ScottPlot draws twice the first time, since only then it knows the size of its labels: that must not be seen.
            using var nowhere = new SKNWayCanvas((int)_figure.Width, (int)_figure.Height);
            Plot.Render(nowhere, _figure);
        }

        Plot.Render(surface.Canvas, _figure);
        surface.Text(_xLabel, _data.HorizontalCenter, _data.Bottom + 36, TextSize, Palette.Ink, SKTextAlign.Center);
        surface.Text(_yLabel, _data.Left - 40, _data.VerticalCenter, TextSize, Palette.Ink, SKTextAlign.Center, upwards: true);
    }

    public float PixelX(double x) => Plot.Axes.Bottom.GetPixel(x, _data);

    public float PixelY(double y) => Plot.Axes.Left.GetPixel(y, _data);

    public void Dispose() => Plot.Dispose();

    private static NumericManual Manual(IReadOnlyList<double> ticks) =>
        new([.. ticks], [.. ticks.Select(t => t.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture))]);
}

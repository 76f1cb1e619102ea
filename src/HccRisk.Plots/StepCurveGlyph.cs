using ScottPlot;
using SkiaSharp;

namespace HccRisk.Plots;

/// <summary>One step curve with band and censoring ticks, as three paths whatever the number of patients: that keeps the SVG small.</summary>
internal sealed class StepCurveGlyph(PlotSteps curve, double start, Color color, LinePattern pattern) : IPlottable
{
    private const float TickHalf = 4;

    public bool IsVisible { get; set; } = true;

    public IAxes Axes { get; set; } = new Axes();

    public IEnumerable<LegendItem> LegendItems => [];

    /// <summary>The last time anybody was followed.</summary>
    public static double End(PlotSteps curve) => Math.Max(
        curve.Times.Count > 0 ? curve.Times[^1] : 0,
        curve.CensoringTimes.Count > 0 ? curve.CensoringTimes.Max() : 0);

    public AxisLimits GetAxisLimits() => new(0, End(curve), 0, 1);

    public void Render(RenderPack rp)
    {
        DrawBand(rp.Canvas);
        using var paint = new SKPaint { Color = color.ToSkia(), IsStroke = true, StrokeWidth = 2, IsAntialias = true, StrokeJoin = SKStrokeJoin.Miter };
        using (var ticks = new SKPath())
        {
            foreach (var time in curve.CensoringTimes.Select(t => (X: X(t), Time: t)).DistinctBy(t => t.X).Select(t => t.Time))
            {
                var y = Y(ValueAt(time));
                ticks.MoveTo(X(time), y - TickHalf);
                ticks.LineTo(X(time), y + TickHalf);
            }

            paint.StrokeWidth = 1;
            rp.Canvas.DrawPath(ticks, paint);
        }

        using var line = Steps();
        using var effect = pattern.Intervals.Length == 0 ? null : pattern.GetPathEffect();
        paint.StrokeWidth = 2;
        paint.PathEffect = effect;
        rp.Canvas.DrawPath(line, paint);
    }

    private SKPath Steps()
    {
        var path = new SKPath();
        var y = Y(start);
        path.MoveTo(X(0), y);
        for (var i = 0; i < curve.Times.Count; i++)
        {
            var next = Y(curve.Values[i]);
            if (next != y)
            {
                path.LineTo(X(curve.Times[i]), y);
                path.LineTo(X(curve.Times[i]), next);
                y = next;
            }
        }

        path.LineTo(X(End(curve)), y);
        return path;
    }

    private void DrawBand(SKCanvas canvas)
    {
        using var band = new SKPath();
        for (var i = 0; i < curve.Times.Count;)
        {
            if (!HasBand(i))
            {
                i++;
                continue;
            }

            var last = i;
            while (last + 1 < curve.Times.Count && HasBand(last + 1))
            {
                last++;
            }

            AddBand(band, i, last);
            i = last + 1;
        }

        using var paint = new SKPaint { Color = color.ToSkia(0.16), IsAntialias = true };
        canvas.DrawPath(band, paint);
    }

    private void AddBand(SKPath band, int first, int last)
    {
        var y = Y(curve.Upper[first]);
        band.MoveTo(X(curve.Times[first]), y);
        for (var i = first + 1; i <= last; i++)
        {
            var next = Y(curve.Upper[i]);
            if (next != y)
            {
                band.LineTo(X(curve.Times[i]), y);
                band.LineTo(X(curve.Times[i]), next);
                y = next;
            }
        }

        var end = X(last + 1 < curve.Times.Count ? curve.Times[last + 1] : End(curve));
        band.LineTo(end, y);
        y = Y(curve.Lower[last]);
        band.LineTo(end, y);
        for (var i = last; i > first; i--)
        {
            var next = Y(curve.Lower[i - 1]);
            if (next != y)
            {
                band.LineTo(X(curve.Times[i]), y);
                band.LineTo(X(curve.Times[i]), next);
                y = next;
            }
        }

        band.LineTo(X(curve.Times[first]), y);
        band.Close();
    }

    private bool HasBand(int i) => double.IsFinite(curve.Lower[i]) && double.IsFinite(curve.Upper[i]);

    private double ValueAt(double time)
    {
        var value = start;
        for (var i = 0; i < curve.Times.Count && curve.Times[i] <= time; i++)
        {
            value = curve.Values[i];
        }

        return value;
    }

    // A quarter of a pixel is finer than the eye and keeps the numbers of the path short.
    private float X(double time) => MathF.Round(Axes.GetPixelX(time) * 4) / 4;

    private float Y(double value) => MathF.Round(Axes.GetPixelY(value) * 4) / 4;
}

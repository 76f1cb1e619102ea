using ScottPlot;
using SkiaSharp;

namespace HccRisk.Plots;

/// <summary>How patients became the analysed ones: a box a step, those who left beside it, and the groups at the end.</summary>
public static class CohortFlowDiagram
{
    private const int Width = 760;
    private const float BoxLeft = 20;
    private const float BoxWidth = 400;
    private const float SideLeft = 500;
    private const float SideWidth = 240;
    private const float Gap = 40;
    private const float Line = 17;
    private const float Padding = 9;

    /// <summary>Draws the diagram.</summary>
    /// <param name="flow">The steps; at least one.</param>
    /// <param name="groups">The groups, such as hospitals, the remaining patients belong to; may be empty.</param>
    /// <param name="title">Title.</param>
    /// <returns>The diagram, 760 pixels wide.</returns>
    /// <exception cref="ArgumentException">There is no step.</exception>
    public static PlotImage Render(IReadOnlyList<FlowBox> flow, IReadOnlyList<FlowGroup> groups, string title = "Flow of patients")
    {
        ArgumentNullException.ThrowIfNull(flow);
        ArgumentNullException.ThrowIfNull(groups);
        if (flow.Count == 0)
        {
            throw new ArgumentException("the flow has no step", nameof(flow));
        }

        // Measured by drawing nowhere: the height follows from how the labels wrap.
        using var nowhere = new SKNWayCanvas(1, 1);
        var height = (int)Math.Ceiling(Draw(new PlotSurface(nowhere), flow, groups)) + 12;
        return PlotCanvas.Draw(Width, height, title, Table(flow, groups), surface => Draw(surface, flow, groups));
    }

    private static PlotTable Table(IReadOnlyList<FlowBox> flow, IReadOnlyList<FlowGroup> groups)
    {
        var table = new PlotTable("step", "before", "excluded", "remaining");
        foreach (var step in flow)
        {
            table.Add(step.Label, step.Before, step.Before - step.Remaining, step.Remaining);
        }

        foreach (var group in groups)
        {
            table.Add(group.Label, null, null, group.Patients);
        }

        return table;
    }

    private static float Draw(PlotSurface surface, IReadOnlyList<FlowBox> flow, IReadOnlyList<FlowGroup> groups)
    {
        const float centre = BoxLeft + (BoxWidth / 2);
        var y = 8f;
        for (var i = 0; i < flow.Count; i++)
        {
            var step = flow[i];
            var excluded = step.Before - step.Remaining;
            if (i > 0)
            {
                Arrow(surface, centre, y, centre, y + Gap);
                if (excluded > 0)
                {
                    Arrow(surface, centre, y + (Gap / 2), SideLeft, y + (Gap / 2));
                    Box(surface, SideLeft, y + (Gap / 2) - Padding - (Line / 2), SideWidth, [], $"Excluded: n = {Numbers.Count(excluded)}");
                }

                y += Gap;
            }
            else if (excluded > 0)
            {
                Arrow(surface, BoxLeft + BoxWidth, y + 20, SideLeft, y + 20);
                Box(surface, SideLeft, y + 20 - Padding - (Line / 2), SideWidth, [], $"Excluded: n = {Numbers.Count(excluded)}");
            }

            y = Box(surface, BoxLeft, y, BoxWidth, TextLayout.Wrap(step.Label, PlotFrame.TextSize, BoxWidth - 20), $"n = {Numbers.Count(step.Remaining)}");
        }

        return groups.Count == 0 ? y : Groups(surface, groups, centre, y);
    }

    private static float Groups(PlotSurface surface, IReadOnlyList<FlowGroup> groups, float centre, float y)
    {
        var width = Math.Min(230, (Width - 40 - ((groups.Count - 1) * 20f)) / groups.Count);
        var total = (groups.Count * width) + ((groups.Count - 1) * 20);
        var x = Math.Max(BoxLeft, Math.Min(centre - (total / 2), Width - 20 - total));
        var bottom = y;
        for (var i = 0; i < groups.Count; i++, x += width + 20)
        {
            var middle = x + (width / 2);
            using (var stroke = Stroke())
            {
                surface.Canvas.DrawLine(centre, y, centre, y + (Gap / 2), stroke);
                surface.Canvas.DrawLine(centre, y + (Gap / 2), middle, y + (Gap / 2), stroke);
            }

            Arrow(surface, middle, y + (Gap / 2), middle, y + Gap);
            var label = TextLayout.Wrap(groups[i].Label, PlotFrame.TextSize, width - 12);
            bottom = Math.Max(bottom, Box(surface, x, y + Gap, width, label, $"n = {Numbers.Count(groups[i].Patients)}"));
        }

        return bottom;
    }

    private static float Box(PlotSurface surface, float x, float y, float width, IReadOnlyList<string> label, string count)
    {
        var height = (Line * (label.Count + 1)) + (2 * Padding) - 3;
        using (var fill = new SKPaint { Color = Color.FromHex("#F4F7FA").ToSkia() })
        {
            surface.Canvas.DrawRect(x, y, width, height, fill);
        }

        using (var stroke = Stroke())
        {
            surface.Canvas.DrawRect(x, y, width, height, stroke);
        }

        var baseline = y + Padding + 11;
        foreach (var line in label)
        {
            surface.Text(line, x + (width / 2), baseline, PlotFrame.TextSize, Palette.Ink, SKTextAlign.Center);
            baseline += Line;
        }

        surface.Text(count, x + (width / 2), baseline, PlotFrame.TextSize, Palette.Ink, SKTextAlign.Center, bold: true);
        return y + height;
    }

    private static void Arrow(PlotSurface surface, float x1, float y1, float x2, float y2)
    {
        using var stroke = Stroke();
        surface.Canvas.DrawLine(x1, y1, x2, y2, stroke);
        var (dx, dy) = (MathF.Sign(x2 - x1) * 6f, MathF.Sign(y2 - y1) * 6f);
        using var head = new SKPath();
        head.MoveTo(x2, y2);
        head.LineTo(x2 - dx - (dy / 2), y2 - dy - (dx / 2));
        head.LineTo(x2 - dx + (dy / 2), y2 - dy + (dx / 2));
        head.Close();
        using var fill = new SKPaint { Color = Palette.Ink.ToSkia(), IsAntialias = true };
        surface.Canvas.DrawPath(head, fill);
    }

    private static SKPaint Stroke() => new() { Color = Palette.Ink.ToSkia(), IsStroke = true, StrokeWidth = 1, IsAntialias = true };
}

using HccRisk.Survival.Estimates;
using ScottPlot;
using SkiaSharp;

namespace HccRisk.Plots;

/// <summary>For a synthetic cohort: the AUC that each set of variables could reach at best, and below it what the models reached.</summary>
public static class TruthLadderPlot
{
    private const int Width = 760;
    private const float RowHeight = 24;
    private const float Top = 60;

    /// <summary>Draws one row a rung (population open, external patients filled) and one row a model (with its 95 % interval).</summary>
    /// <param name="rungs">The ladder; at least one rung.</param>
    /// <param name="achieved">AUC of each model; those not estimable say so.</param>
    /// <param name="title">Title.</param>
    /// <returns>The plot, 760 pixels wide.</returns>
    /// <exception cref="ArgumentException">The ladder is empty.</exception>
    public static PlotImage Render(IReadOnlyList<AttainableAuc> rungs, IReadOnlyList<NamedEstimate> achieved, string title = "")
    {
        ArgumentNullException.ThrowIfNull(rungs);
        ArgumentNullException.ThrowIfNull(achieved);
        if (rungs.Count == 0)
        {
            throw new ArgumentException("the truth ladder has no rung", nameof(rungs));
        }

        var height = (int)(Top + ((rungs.Count + achieved.Count) * RowHeight) + 54);
        return PlotCanvas.Draw(Width, height, title, Table(rungs, achieved), surface => Draw(surface, height, rungs, achieved, title));
    }

    private static PlotTable Table(IReadOnlyList<AttainableAuc> rungs, IReadOnlyList<NamedEstimate> achieved)
    {
        var table = new PlotTable("name", "population", "external_patients", "model", "lower", "upper");
        foreach (var rung in rungs)
        {
            table.Add(rung.Name, rung.Population, rung.Drawn, null, null, null);
        }

        foreach (var (name, auc) in achieved)
        {
            table.Add(name, null, null, auc.Value, auc.Lower, auc.Upper);
        }

        return table;
    }

    private static void Draw(PlotSurface surface, int height, IReadOnlyList<AttainableAuc> rungs, IReadOnlyList<NamedEstimate> achieved, string title)
    {
        var names = rungs.Select(r => r.Name).Concat(achieved.Select(a => a.Name)).Select(n => TextLayout.Ellipsize(n, PlotFrame.TextSize, 230)).ToArray();
        var left = 18 + names.Max(n => TextLayout.Width(n, PlotFrame.TextSize));
        const float right = Width - 170;
        var rows = names.Length;
        var values = rungs.SelectMany(r => r.Drawn is { } e ? new[] { r.Population, e } : [r.Population])
            .Concat(achieved.Where(a => Numbers.HasValue(a.Value)).SelectMany(a => Numbers.HasInterval(a.Value)
                ? new[] { a.Value.Lower!.Value, a.Value.Upper!.Value } : [a.Value.Value!.Value]))
            .Append(0.5).ToArray();
        var (min, max) = (Math.Floor(values.Min() * 20) / 20, Math.Ceiling(values.Max() * 20) / 20);

        using var frame = new PlotFrame(new PixelRect(0, Width, height, 0), new PixelRect(left, right, Top + (rows * RowHeight), Top));
        frame.XAxis("AUC at the main horizon", min - 0.01, max + 0.01, AxisTicks.Between(min, max, 8));
        frame.YAxis("", rows - 0.5, -0.5, []);
        frame.Plot.Axes.Left.FrameLineStyle.Width = 0;
        frame.Plot.Grid.YAxisStyle.IsVisible = false;
        frame.Line([0.5, 0.5], [-0.5, rows - 0.5], Palette.Grey, LinePattern.Dotted, 1);
        for (var i = 0; i < rungs.Count; i++)
        {
            AddRung(frame, rungs[i], i);
        }

        for (var i = 0; i < achieved.Count; i++)
        {
            AddModel(frame, achieved[i].Value, rungs.Count + i);
        }

        frame.Render(surface);
        surface.Text(title, 8, 20, 13, Palette.Ink, bold: true);
        var x = Key(surface, 8, "\u25CB truth, population", Palette.Blue);
        x = rungs.Any(r => r.Drawn is not null) ? Key(surface, x, "\u25CF truth, external patients", Palette.Blue) : x;
        _ = achieved.Count > 0 ? Key(surface, x, "\u25A0 model, with 95% CI", Palette.Vermillion) : x;
        for (var i = 0; i < rows; i++)
        {
            var y = frame.PixelY(i) + 4;
            var model = i >= rungs.Count;
            surface.Text(names[i], left - 10, y, PlotFrame.TextSize, Palette.Ink, SKTextAlign.Right);
            surface.Text(model ? Text(achieved[i - rungs.Count].Value) : Text(rungs[i]), right + 10, y, PlotFrame.TextSize, Palette.Ink);
        }
    }

    private static float Key(PlotSurface surface, float x, string text, Color color)
    {
        surface.Text(text, x, 42, PlotFrame.TextSize, color);
        return x + TextLayout.Width(text, PlotFrame.TextSize) + 22;
    }

    private static void AddRung(PlotFrame frame, AttainableAuc rung, int row)
    {
        if (rung.Drawn is { } external)
        {
            var line = frame.Plot.Add.Line(rung.Population, row, external, row);
            line.Color = Palette.Blue.WithAlpha(0.4);
            line.MarkerSize = 0;
            frame.Marker(external, row, MarkerShape.FilledCircle, 9, Palette.Blue);
        }

        var population = frame.Marker(rung.Population, row, MarkerShape.OpenCircle, 9, Palette.Blue);
        population.MarkerLineWidth = 2;
    }

    private static void AddModel(PlotFrame frame, MetricEstimate auc, int row)
    {
        if (!Numbers.HasValue(auc))
        {
            return;
        }

        if (Numbers.HasInterval(auc))
        {
            var line = frame.Plot.Add.Line(auc.Lower!.Value, row, auc.Upper!.Value, row);
            line.Color = Palette.Vermillion;
            line.LineWidth = 2;
            line.MarkerSize = 0;
        }

        frame.Marker(auc.Value!.Value, row, MarkerShape.FilledSquare, 9, Palette.Vermillion);
    }

    private static string Text(AttainableAuc rung) => Numbers.Fixed(rung.Population, 3) + (rung.Drawn is { } e ? " / " + Numbers.Fixed(e, 3) : "");

    private static string Text(MetricEstimate auc) => !Numbers.HasValue(auc) ? "not estimable"
        : Numbers.Fixed(auc.Value!.Value, 3) + (Numbers.HasInterval(auc) ? $" ({Numbers.Range(auc.Lower!.Value, auc.Upper!.Value, 2)})" : "");
}

using HccRisk.Survival.Estimates;
using ScottPlot;
using SkiaSharp;

namespace HccRisk.Plots;

/// <summary>
/// Coefficients as a forest: log hazard ratios by modality, with the hazard ratio beside each, and its 95 % Wald interval where there is
/// a standard error.
/// </summary>
public static class CoefficientPlot
{
    private const int Width = 760;
    private const int Most = 20;
    private const float RowHeight = 20;
    private const float Top = 44;

    /// <summary>Draws the 20 coefficients of largest size that are not zero, grouped by modality, the largest first.</summary>
    /// <param name="coefficients">Coefficients of one model; at least one that is not zero.</param>
    /// <param name="title">Title, such as the model.</param>
    /// <param name="unit">What a coefficient is a step of, for the axis: "standard deviation of the input".</param>
    /// <returns>The plot, 760 pixels wide.</returns>
    /// <exception cref="ArgumentException">Every coefficient is zero, or there is none.</exception>
    public static PlotImage Render(IReadOnlyList<CoefficientRow> coefficients, string title = "", string unit = "unit of the model's input")
    {
        ArgumentNullException.ThrowIfNull(coefficients);
        ArgumentException.ThrowIfNullOrWhiteSpace(unit);
        var order = coefficients.Select(c => c.Modality).Distinct().ToArray();
        var rows = coefficients
            .Where(c => c.Coefficient != 0 && double.IsFinite(c.Coefficient))
            .OrderByDescending(c => Math.Abs(c.Coefficient))
            .Take(Most)
            .OrderBy(c => Array.IndexOf(order, c.Modality))
            .ThenByDescending(c => Math.Abs(c.Coefficient))
            .ToArray();
        if (rows.Length == 0)
        {
            throw new ArgumentException("there is no coefficient other than zero", nameof(coefficients));
        }

        var height = (int)(Top + (rows.Length * RowHeight) + 56);
        return PlotCanvas.Draw(Width, height, title, Table(rows), surface => Draw(surface, height, rows, title, unit));
    }

    private static PlotTable Table(CoefficientRow[] rows)
    {
        var table = new PlotTable("modality", "feature", "log_hazard_ratio", "lower", "upper");
        foreach (var row in rows)
        {
            table.Add(row.Modality, row.Feature, row.Coefficient, row.Limits()?.Lower, row.Limits()?.Upper);
        }

        return table;
    }

    private static void Draw(PlotSurface surface, int height, CoefficientRow[] rows, string title, string unit)
    {
        var names = rows.Select(r => TextLayout.Ellipsize(ShortName(r), PlotFrame.TextSize, 280)).ToArray();
        var left = 18 + names.Max(n => TextLayout.Width(n, PlotFrame.TextSize));
        const float right = Width - 150;
        var limits = rows.SelectMany(r => r.Limits() is { } i ? new[] { i.Lower, i.Upper } : [r.Coefficient]).Append(0).ToArray();
        var (min, max) = (limits.Min(), limits.Max());
        var pad = 0.06 * Math.Max(max - min, 0.02);

        using var frame = new PlotFrame(new PixelRect(0, Width, height, 0), new PixelRect(left, right, Top + (rows.Length * RowHeight), Top));
        frame.XAxis($"Log hazard ratio per {unit} (right of 0: more risk)", min - pad, max + pad, AxisTicks.Between(min - pad, max + pad, 6));
        frame.YAxis("", rows.Length - 0.5, -0.5, []);
        frame.Plot.Axes.Left.FrameLineStyle.Width = 0;
        frame.Plot.Grid.YAxisStyle.IsVisible = false;
        frame.Plot.Add.VerticalLine(0, 1, Palette.Grey);
        for (var i = 0; i < rows.Length; i++)
        {
            var color = Palette.Modality(rows[i].Modality);
            var (lower, upper) = rows[i].Limits() ?? (Math.Min(0, rows[i].Coefficient), Math.Max(0, rows[i].Coefficient));
            var line = frame.Plot.Add.Line(lower, i, upper, i);
            line.Color = color;
            line.LineWidth = 2;
            line.MarkerSize = 0;
            frame.Marker(rows[i].Coefficient, i, Mark(rows[i].Modality).Shape, 8, color);
        }

        frame.Render(surface);
        surface.Text(title, 8, 20, 13, Palette.Ink, bold: true);
        surface.Text("Hazard ratio" + (rows.Any(r => r.Limits() is not null) ? " (95% CI)" : ""), right + 10, Top - 8, PlotFrame.SmallSize, Palette.Grey);
        for (var i = 0; i < rows.Length; i++)
        {
            var y = frame.PixelY(i) + 4;
            surface.Text(names[i], left - 10, y, PlotFrame.TextSize, Palette.Modality(rows[i].Modality), SKTextAlign.Right);
            surface.Text(Numbers.HazardRatio(rows[i]), right + 10, y, PlotFrame.TextSize, Palette.Ink);
        }

        DrawKey(surface, rows);
    }

    // A shape of its own tells a modality without colours.
    private static (MarkerShape Shape, string Text) Mark(string modality) => modality.ToUpperInvariant() switch
    {
        "CLINICAL" => (MarkerShape.FilledCircle, "\u25CF "),
        "RADIOMICS" => (MarkerShape.FilledSquare, "\u25A0 "),
        "PATHOMICS" => (MarkerShape.FilledTriangleUp, "\u25B2 "),
        _ => (MarkerShape.OpenCircle, "\u25CB "),
    };

    // The colour and the mark tell the modality: its prefix would only take room.
    private static string ShortName(CoefficientRow row) => row.Feature.StartsWith(row.Modality + ".", StringComparison.Ordinal)
        ? row.Feature[(row.Modality.Length + 1)..]
        : row.Feature;

    private static void DrawKey(PlotSurface surface, CoefficientRow[] rows)
    {
        var x = Width - 8f;
        foreach (var modality in rows.Select(r => r.Modality).Distinct().Reverse())
        {
            surface.Text(Mark(modality).Text + modality, x, 20, PlotFrame.TextSize, Palette.Modality(modality), SKTextAlign.Right);
            x -= TextLayout.Width(Mark(modality).Text + modality, PlotFrame.TextSize) + 16;
        }
    }
}

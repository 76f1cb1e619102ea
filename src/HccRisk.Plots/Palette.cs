using ScottPlot;
using SkiaSharp;

namespace HccRisk.Plots;

/// <summary>Colours that readers with the common forms of colour blindness tell apart (Okabe and Ito 2008); lines also differ by pattern.</summary>
internal static class Palette
{
    public static readonly Color Blue = Color.FromHex("#0072B2");
    public static readonly Color Vermillion = Color.FromHex("#D55E00");
    public static readonly Color Green = Color.FromHex("#009E73");
    public static readonly Color Purple = Color.FromHex("#AA4499");
    public static readonly Color Orange = Color.FromHex("#B87A00");
    public static readonly Color Ink = Color.FromHex("#222222");
    public static readonly Color Faint = Color.FromHex("#E4E4E4");
    public static readonly Color Pale = Color.FromHex("#9A9A9A");
    public static readonly Color Grey = Color.FromHex("#6B6B6B");

    private static readonly Color[] Cycle = [Blue, Vermillion, Green, Purple, Orange];
    private static readonly LinePattern Dashed = new([7, 3], 0, "Dashed");
    private static readonly LinePattern DashDot = new([8, 3, 2, 3], 0, "Dash-dot");
    private static readonly LinePattern Dotted = new([2, 2], 0, "Dotted");
    private static readonly LinePattern[] Patterns = [LinePattern.Solid, Dashed, DashDot, Dotted];

    /// <summary>Colours before they repeat.</summary>
    public static int Count => Cycle.Length;

    /// <summary>Colour and line pattern of the n-th series.</summary>
    public static (Color Color, LinePattern Pattern) Series(int index) => (Cycle[index % Cycle.Length], Patterns[index % Patterns.Length]);

    /// <summary>Colour and line pattern of a risk group: warm and solid for high risk.</summary>
    public static (Color Color, LinePattern Pattern) Group(string name, int index) => name.ToUpperInvariant() switch
    {
        "HIGH" => (Vermillion, LinePattern.Solid),
        "LOW" => (Blue, Dashed),
        "INTERMEDIATE" => (Green, DashDot),
        _ => Series(index),
    };

    /// <summary>Colour of a modality.</summary>
    public static Color Modality(string modality) => modality.ToUpperInvariant() switch
    {
        "CLINICAL" => Blue,
        "RADIOMICS" => Vermillion,
        "PATHOMICS" => Green,
        _ => Purple,
    };

    public static SKColor ToSkia(this Color color, double opacity = 1) => new(color.R, color.G, color.B, (byte)Math.Round(255 * opacity));
}

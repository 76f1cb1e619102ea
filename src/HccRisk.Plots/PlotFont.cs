using ScottPlot;
using SkiaSharp;

namespace HccRisk.Plots;

/// <summary>The font of every plot: embedded, since a bare machine has none and another machine has another.</summary>
public static class PlotFont
{
    /// <summary>Family of the font, as a style sheet names it.</summary>
    public const string Family = "DejaVu Sans";

    /// <summary>What a viewer without the font shows: Verdana has the same widths.</summary>
    public const string CssFamily = "'DejaVu Sans', Verdana, sans-serif";

    private static readonly SKTypeface Regular = Load("DejaVuSans.subset.ttf");
    private static readonly SKTypeface Bold = Load("DejaVuSans-Bold.subset.ttf");

    // ScottPlot remembers for good what a name means when it first asks: the name is nobody else's, and reading it registers the font.
    static PlotFont() => Fonts.FontResolvers.Insert(0, new Resolver());

    /// <summary>Name under which ScottPlot finds the embedded font.</summary>
    public static string Name { get; } = "HccRisk " + Family;

    /// <summary>A font of one size; the caller disposes it.</summary>
    internal static SKFont Create(float size, bool bold = false) => new(bold ? Bold : Regular, size)
    {
        Subpixel = true,
        Edging = SKFontEdging.Antialias,
        Hinting = SKFontHinting.None,
    };

    private static SKTypeface Load(string resource)
    {
        using var data = SKData.Create(typeof(PlotFont).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"the assembly has no resource '{resource}'"));
        return SKTypeface.FromData(data) ?? throw new InvalidOperationException($"the embedded font '{resource}' cannot be read");
    }

    private sealed class Resolver : IFontResolver
    {
        public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
            CreateTypeface(fontName, weight >= FontWeight.SemiBold, false);

        public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
            string.Equals(fontName, Name, StringComparison.Ordinal) ? bold ? Bold : Regular : null;
    }
}

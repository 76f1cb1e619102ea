using HccRisk.Core.Notebooks;

namespace HccRisk.Plots;

/// <summary>One plot in two forms, and the numbers it shows; the same input gives the same bytes.</summary>
[TypeFormatterSource(typeof(PlotImageFormatter))]
public sealed class PlotImage
{
    private readonly Lazy<byte[]> _png;

    internal PlotImage(string svg, Func<byte[]> png, string csv, int width, int height)
    {
        Svg = svg;
        _png = new Lazy<byte[]>(png);
        Csv = csv;
        Width = width;
        Height = height;
    }

    /// <summary>The plot as SVG text: one <c>svg</c> element with a title, whose text stays text.</summary>
    public string Svg { get; }

    /// <summary>The plot as a PNG file of 300 dots an inch, where 96 units of width and height are an inch; drawn when first asked for.</summary>
    public ReadOnlyMemory<byte> Png => _png.Value;

    /// <summary>Every number that is drawn, in full precision: a table with a heading, fields set apart by commas, lines by a line feed; no value is an empty field.</summary>
    public string Csv { get; }

    /// <summary>Width in CSS pixels.</summary>
    public int Width { get; }

    /// <summary>Height in CSS pixels.</summary>
    public int Height { get; }
}

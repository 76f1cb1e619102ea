namespace HccRisk.Plots;

/// <summary>One plot in two forms; the same input gives the same bytes.</summary>
public sealed class PlotImage
{
    private readonly Lazy<byte[]> _png;

    internal PlotImage(string svg, Func<byte[]> png, int width, int height)
    {
        Svg = svg;
        _png = new Lazy<byte[]>(png);
        Width = width;
        Height = height;
    }

    /// <summary>The plot as SVG text: one <c>svg</c> element with a title, whose text stays text.</summary>
    public string Svg { get; }

    /// <summary>The plot as a PNG file, two pixels to a unit of width and height; drawn when first asked for.</summary>
    public ReadOnlyMemory<byte> Png => _png.Value;

    /// <summary>Width in CSS pixels.</summary>
    public int Width { get; }

    /// <summary>Height in CSS pixels.</summary>
    public int Height { get; }
}

using System.Text;
using System.Xml.Linq;
using SkiaSharp;

namespace HccRisk.Plots;

/// <summary>Draws one picture twice, as SVG and as PNG.</summary>
internal static class PlotCanvas
{
    /// <summary>Pixels of the PNG to a unit of the SVG: 300 dots an inch, where CSS has 96.</summary>
    public const float PngScale = 300 / 96f;

    private const int HeaderOfPng = 33;

    // The chunk that tells the resolution (11811 pixels a metre both ways), with its length and checksum.
    private static readonly byte[] Resolution = Convert.FromHexString("000000097048597300002e2300002e230178a53f76");

    public static PlotImage Draw(int width, int height, string title, PlotTable table, Action<PlotSurface> draw) =>
        new(DrawSvg(width, height, title, draw), () => DrawPng(width, height, draw), table.ToString(), width, height);

    private static string DrawSvg(int width, int height, string title, Action<PlotSurface> draw)
    {
        var foreign = new List<XElement>();
        using var stream = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(SKRect.Create(width, height), stream))
        {
            using var white = new SKPaint { Color = SKColors.White };
            canvas.DrawRect(0, 0, width, height, white);
            draw(new PlotSurface(canvas, foreign));
        }

        var svg = XElement.Parse(Encoding.UTF8.GetString(stream.ToArray()));
        // Skia counts its ids over the life of the process.
        SvgIds.Renumber(svg, "c");
        svg.SetAttributeValue("viewBox", FormattableString.Invariant($"0 0 {width} {height}"));
        svg.SetAttributeValue("role", "img");
        svg.AddFirst(new XElement(PlotSurface.Svg + "title", SafeText.Clean(title)));
        foreach (var family in svg.DescendantsAndSelf().Attributes("font-family"))
        {
            family.Value = PlotFont.CssFamily;
        }

        foreach (var text in svg.Descendants(PlotSurface.Svg + "text").SelectMany(t => t.Nodes().OfType<XText>()))
        {
            text.Value = text.Value.Trim();
        }

        svg.Add(foreign);
        return svg.ToString(SaveOptions.DisableFormatting);
    }

    private static byte[] DrawPng(int width, int height, Action<PlotSurface> draw)
    {
        using var bitmap = new SKBitmap(new SKImageInfo((int)(width * PngScale), (int)(height * PngScale), SKColorType.Rgba8888, SKAlphaType.Premul));
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.White);
            canvas.Scale(PngScale);
            draw(new PlotSurface(canvas));
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        var png = data.AsSpan();
        return [.. png[..HeaderOfPng], .. Resolution, .. png[HeaderOfPng..]];
    }
}

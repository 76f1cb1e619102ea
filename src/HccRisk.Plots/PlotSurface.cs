using System.Globalization;
using System.Text;
using System.Xml.Linq;
using ScottPlot;
using SkiaSharp;

namespace HccRisk.Plots;

/// <summary>
/// Where a plot is drawn. Text in a script the embedded font lacks (a hospital's or a feature's name in Chinese) would vanish from the SVG,
/// since Skia writes glyphs back as characters: such text becomes an element of its own there, for the reader's fonts to show.
/// </summary>
/// <param name="canvas">The canvas.</param>
/// <param name="foreign">Receives text the font lacks, when an SVG is drawn; null when pixels are.</param>
internal sealed class PlotSurface(SKCanvas canvas, List<XElement>? foreign = null)
{
    public static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public SKCanvas Canvas => canvas;

    /// <summary>Draws text whose baseline starts, is centred or ends at a point.</summary>
    public void Text(string text, float x, float y, float size, Color color, SKTextAlign align = SKTextAlign.Left, bool bold = false, bool upwards = false)
    {
        text = SafeText.Clean(text);
        using var font = PlotFont.Create(size, bold);
        var missing = TextLayout.FirstMissing(font, text);
        if (missing is not null && foreign is not null)
        {
            foreign.Add(Element(text, x, y, size, color, align, bold, upwards));
            return;
        }

        using var fallback = missing is { } rune ? SKFontManager.Default.MatchCharacter(rune.Value) : null;
        if (fallback is not null)
        {
            font.Typeface = fallback;
        }

        using var paint = new SKPaint { Color = color.ToSkia(), IsAntialias = true };
        canvas.Save();
        if (upwards)
        {
            canvas.RotateDegrees(-90, x, y);
        }

        canvas.DrawText(text, x, y, align, font, paint);
        canvas.Restore();
    }

    private static XElement Element(string text, float x, float y, float size, Color color, SKTextAlign align, bool bold, bool upwards)
    {
        static string F(float value) => value.ToString("0.##", CultureInfo.InvariantCulture);
        return new XElement(Svg + "text",
            new XAttribute("fill", $"#{color.R:X2}{color.G:X2}{color.B:X2}"),
            new XAttribute("font-size", F(size)),
            new XAttribute("font-family", PlotFont.CssFamily),
            bold ? new XAttribute("font-weight", "600") : null,
            new XAttribute("text-anchor", align switch { SKTextAlign.Center => "middle", SKTextAlign.Right => "end", _ => "start" }),
            upwards ? new XAttribute("transform", $"rotate(-90 {F(x)} {F(y)})") : null,
            new XAttribute("x", F(x)),
            new XAttribute("y", F(y)),
            text);
    }
}

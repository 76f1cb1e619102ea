using System.Text;
using SkiaSharp;

namespace HccRisk.Plots;

/// <summary>Measures, cuts and wraps text in the embedded font.</summary>
internal static class TextLayout
{
    public static float Width(string text, float size, bool bold = false)
    {
        using var font = PlotFont.Create(size, bold);
        text = SafeText.Clean(text);
        // What the font lacks is most often ideographs, as wide as they are high.
        return FirstMissing(font, text) is null
            ? font.MeasureText(text)
            : text.EnumerateRunes().Sum(r => font.ContainsGlyph(r.Value) ? font.MeasureText(r.ToString()) : size);
    }

    /// <summary>The first character the font cannot draw, or null.</summary>
    public static Rune? FirstMissing(SKFont font, string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (!font.ContainsGlyph(rune.Value))
            {
                return rune;
            }
        }

        return null;
    }

    /// <summary>The text, its middle replaced by an ellipsis where it is wider than allowed: both ends of a feature's name tell it apart.</summary>
    public static string Ellipsize(string text, float size, float width)
    {
        text = SafeText.Clean(text);
        for (var kept = text.Length - 1; Width(text, size) > width && kept > 1; kept--)
        {
            var head = kept / 2;
            var candidate = string.Concat(text.AsSpan(0, head), "\u2026", text.AsSpan(text.Length - (kept - head)));
            if (Width(candidate, size) <= width)
            {
                return candidate;
            }
        }

        return text;
    }

    public static IReadOnlyList<string> Wrap(string text, float size, float width, bool bold = false)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in SafeText.Clean(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : line + " " + word;
            if (line.Length > 0 && Width(longer, size, bold) > width)
            {
                lines.Add(line);
                longer = word;
            }

            line = longer;
        }

        lines.Add(line);
        return [.. lines.Select(l => Ellipsize(l, size, width))];
    }
}

using System.Globalization;
using System.Net;

namespace HccRisk.Core.Notebooks;

/// <summary>Pieces of html for a notebook, styled in place: a notebook has no style sheet of ours, and may be light or dark.</summary>
public static class NotebookHtml
{
    /// <summary>Text with what html would take for markup encoded.</summary>
    /// <param name="text">The text.</param>
    public static string Encode(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A line of text.</summary>
    /// <param name="text">The text, not encoded; empty gives nothing.</param>
    public static string Line(string text) => text.Length == 0 ? string.Empty : $"<div style=\"margin:4px 0\">{Encode(text)}</div>";

    /// <summary>Lines of text whose blanks count.</summary>
    /// <param name="text">The text, not encoded.</param>
    public static string Preformatted(string text) =>
        $"<pre style=\"margin:4px 0;overflow-x:auto;white-space:pre\">{Encode(text.ReplaceLineEndings("\n").TrimEnd('\n'))}</pre>";

    /// <summary>A drawing at its own size, or smaller where the notebook is narrower.</summary>
    /// <param name="svg">An <c>svg</c> element.</param>
    /// <param name="width">Its width in CSS pixels.</param>
    public static string Drawing(string svg, int width)
    {
        ArgumentNullException.ThrowIfNull(svg);
        return string.Create(CultureInfo.InvariantCulture, $"<div style=\"max-width:{width}px;background:#fff\">{svg[Math.Max(0, svg.IndexOf("<svg", StringComparison.Ordinal))..]}</div>");
    }

    /// <summary>A picture inside the page.</summary>
    /// <param name="png">A PNG file.</param>
    /// <param name="width">Its width in pixels, shown one to one unless the notebook is narrower.</param>
    /// <param name="description">What it shows, for who does not see it; not encoded.</param>
    public static string Picture(ReadOnlySpan<byte> png, int width, string description) => string.Create(
        CultureInfo.InvariantCulture,
        $"<img alt=\"{Encode(description)}\" width=\"{width}\" style=\"max-width:100%;height:auto;display:block\" src=\"data:image/png;base64,{Convert.ToBase64String(png)}\">");
}

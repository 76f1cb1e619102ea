using System.Text;
using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Reporting.Html;

namespace HccRisk.Reporting.Markdown;

/// <summary>Turns the elements of a page into Markdown: what HTML shows, this says too.</summary>
internal static class MarkdownDocument
{
    public static string Of(PageContent page)
    {
        var text = new StringBuilder();
        Block(text, "# " + Escape(page.Synthetic ? "SYNTHETIC: " + page.Title : page.Title));
        foreach (var element in page.Lead.Concat(page.Sections))
        {
            Write(text, element);
        }

        Block(text, Escape(page.Footer));
        return text.ToString();
    }

    private static void Block(StringBuilder text, string block)
    {
        if (block.Length > 0)
        {
            text.Append(text.Length == 0 ? "" : "\n").Append(block).Append('\n');
        }
    }

    private static void Write(StringBuilder text, XElement element)
    {
        switch (element.Name.LocalName)
        {
            case "h2" or "h3" or "h4" or "h5":
                Block(text, new string('#', element.Name.LocalName[1] - '0') + " " + Inline(element));
                break;
            case "p" or "summary":
                Block(text, Inline(element));
                break;
            case "ul" or "ol":
                Block(text, string.Join('\n', element.Elements("li").Select(i => "- " + Inline(i))));
                break;
            case "dl":
                Block(text, string.Join('\n', element.Elements("dt").Zip(element.Elements("dd")).Select(d => $"- **{Inline(d.First)}**: {Inline(d.Second)}")));
                break;
            case "table":
                Table(text, element);
                break;
            case "figure":
                Block(text, $"![{Escape(element.Element("figcaption")!.Element("b")!.Value.TrimEnd('.', ' '))}](figures/{element.Attribute("id")!.Value}.svg)");
                Block(text, Inline(element.Element("figcaption")!));
                break;
            default:
                foreach (var child in element.Elements())
                {
                    Write(text, child);
                }

                break;
        }
    }

    private static void Table(StringBuilder text, XElement table)
    {
        if (table.Element("caption") is { } caption)
        {
            Block(text, "**" + Inline(caption) + "**");
        }

        var heads = table.Element("thead")!.Descendants("th").ToArray();
        var lines = new List<string>
        {
            Line(heads.Select(Inline)),
            Line(heads.Select(h => h.Attribute("class")?.Value == "n" ? "---:" : "---")),
        };
        foreach (var row in table.Element("tbody")!.Elements("tr"))
        {
            // A heading of rows takes the first cell; what spans several leaves the others empty.
            lines.Add(Line(row.Elements().SelectMany(c => Enumerable.Repeat("", Span(c) - 1).Prepend(row.Attribute("class")?.Value.Contains("group", StringComparison.Ordinal) == true ? $"**{Inline(c)}**" : Inline(c)))));
        }

        Block(text, string.Join('\n', lines));
    }

    private static int Span(XElement cell) => (int?)cell.Attribute("colspan") ?? 1;

    private static string Line(IEnumerable<string> cells) => "| " + string.Join(" | ", cells) + " |";

    private static string Inline(XElement element) => string.Concat(element.Nodes().Select(n => n switch
    {
        XText t => Escape(t.Value),
        XElement { Name.LocalName: "b" } b => $"**{Inline(b).Trim()}** ",
        XElement { Name.LocalName: "a" } a => Inline(a),
        XElement e => Inline(e),
        _ => "",
    })).Trim();

    // A name of a feature is not to become emphasis, nor a text of a file a tag or another column.
    private static string Escape(string text)
    {
        var safe = new StringBuilder();
        foreach (var c in SafeText.Clean(text))
        {
            safe.Append(c is '\\' or '*' or '_' or '`' or '|' or '<' or '>' or '#' or '[' or ']' or '&' ? "\\" : "").Append(c);
        }

        return safe.ToString();
    }
}

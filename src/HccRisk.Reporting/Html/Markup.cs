using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Survival.Estimates;

namespace HccRisk.Reporting.Html;

/// <summary>Small pieces of the report as XML elements: what is text is encoded by construction.</summary>
internal static class Markup
{
    // So many rows are printed on one page.
    private const int ShortTable = 14;
    private const int LongHead = 14;

    public static XElement Section(string id, string title, params object?[] content) =>
        new("section", new XAttribute("id", id), new XElement("h2", title), content);

    public static XElement P(params object?[] content) => new("p", content);

    public static XElement Note(params object?[] content) => new("p", new XAttribute("class", "note"), content);

    public static XElement List(IEnumerable<string> items) => new("ul", items.Select(i => new XElement("li", i)));

    /// <summary>An estimate as a table cell; a refused one stands out.</summary>
    public static XElement Cell(MetricEstimate? estimate, int limitDigits = 2) => estimate is null
        ? new XElement("td", "not computed")
        : new XElement("td", new XAttribute("class", Numbers.HasValue(estimate) ? "e" : "none"), Numbers.Estimate(estimate, limitDigits));

    /// <summary>An estimate as a cell of a table whose caption names the level of the intervals: "0.741 (0.66-0.82)", the interval on a line of its own where room is short.</summary>
    public static XElement Estimate(MetricEstimate? estimate, int limitDigits = 2, string absent = "no risks")
    {
        if (estimate is null)
        {
            return new XElement("td", new XAttribute("class", "none"), absent);
        }

        if (!Numbers.HasValue(estimate))
        {
            return new XElement("td", new XAttribute("class", "none"), Numbers.Estimate(estimate));
        }

        return new XElement("td", new XAttribute("class", "ci"), Numbers.Fixed(estimate.Value!.Value, 3),
            Numbers.HasInterval(estimate)
                ? new object[] { " ", new XElement("span", $"({Numbers.Range(estimate.Lower!.Value, estimate.Upper!.Value, limitDigits)})") }
                : null);
    }

    /// <summary>A value that is known without estimating it, in a column of estimates.</summary>
    public static XElement Known(string text) => new("td", new XAttribute("class", "ci"), text);

    /// <summary>A p-value, without the letter, or a dash.</summary>
    public static XElement PValue(double? p) => Number(p is { } value && double.IsFinite(value) ? Numbers.PValue(value)[2..].TrimStart('=', ' ') : "-");

    public static XElement Number(string text) => new("td", new XAttribute("class", "n"), text);

    public static XElement Number(int count) => Number(Numbers.Count(count));

    public static XElement RowHeader(string text) => new("th", new XAttribute("scope", "row"), text);

    public static XElement Row(params object?[] cells) =>
        new("tr", cells.Select(c => c is string text ? Text(text) : c));

    /// <summary>A row that is the heading of those below it.</summary>
    public static XElement Group(string text, int columns) => new("tr", new XAttribute("class", "group"),
        new XElement("th", new XAttribute("scope", "colgroup"), new XAttribute("colspan", Numbers.Count(columns)), text));

    /// <summary>A table that scrolls inside itself where the page is narrow.</summary>
    /// <param name="caption">Caption.</param>
    /// <param name="columns">Column heads; one that starts with '#' is right-aligned.</param>
    /// <param name="rows">Rows, <c>tr</c>.</param>
    public static XElement Table(string caption, IEnumerable<string> columns, IEnumerable<XElement> rows)
    {
        XElement[] all = [.. rows];
        return new("div", new XAttribute("class", all.Length <= ShortTable ? "scroll short" : "scroll"), new XAttribute("tabindex", "0"), new XAttribute("role", "group"), new XAttribute("aria-label", caption),
            new XElement("table",
                new XElement("caption", new XElement("span", caption)),
                new XElement("thead", new XElement("tr", columns.Select(Head))),
                new XElement("tbody", all)));
    }

    public static XElement Definitions(IEnumerable<(string Term, string Text)> items) =>
        new("dl", items.Select(i => new object[] { new XElement("dt", i.Term), new XElement("dd", i.Text) }));

    // Long text keeps a width that can be read where the page is narrow.
    private static XElement Text(string text) => text.Length > 30
        ? new XElement("td", new XAttribute("class", "m"), text)
        : new XElement("td", text);

    // A long head is set on two lines, so that it takes no room from the numbers below it.
    private static XElement Head(string column)
    {
        var text = column.TrimStart('#');
        return new XElement("th", new XAttribute("scope", "col"), column.StartsWith('#') ? new XAttribute("class", "n") : null,
            text.Length > LongHead ? new XElement("span", text) : text);
    }
}

using System.Xml.Linq;

namespace HccRisk.Reporting.Html;

/// <summary>A piece of a report that is a section of its own on one page and part of a larger one on another.</summary>
/// <param name="Id">Its anchor.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Content">What it shows; headings inside are <c>h3</c>.</param>
internal sealed record ReportPart(string Id, string Title, params object?[] Content)
{
    /// <summary>As a section of a page.</summary>
    public XElement Section() => Markup.Section(Id, Title, Content);

    /// <summary>As part of a section: every heading one step lower.</summary>
    /// <param name="prefix">Of its anchor.</param>
    public XElement Inside(string prefix)
    {
        var part = new XElement("div", new XAttribute("id", prefix + Id), new XElement("h3", Title), new XElement("div", Content).Nodes());
        foreach (var heading in part.Descendants().Where(e => e.Name.LocalName is "h3" or "h4").Skip(1).ToArray())
        {
            heading.Name = heading.Name.LocalName == "h3" ? "h4" : "h5";
        }

        return part;
    }
}

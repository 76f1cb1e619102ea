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

    /// <summary>As part of a section whose heading is <c>h3</c>: every heading two steps lower.</summary>
    /// <param name="prefix">Of its anchor.</param>
    public XElement Inside(string prefix)
    {
        var content = new XElement("div", Content);
        foreach (var heading in content.Descendants().Where(e => e.Name.LocalName == "h3"))
        {
            heading.Name = "h5";
        }

        return new XElement("div", new XAttribute("id", prefix + Id), new XElement("h4", Title), content.Nodes());
    }
}

using System.Xml.Linq;
using HccRisk.Plots;

namespace HccRisk.Reporting.Html;

/// <summary>A page as one HTML document with style and font inside.</summary>
internal static class HtmlPage
{
    public static XElement Of(PageContent page) => new("html", new XAttribute("lang", "en"),
        new XElement("head",
            new XElement("meta", new XAttribute("charset", "utf-8")),
            new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
            new XElement("title", page.Synthetic ? "SYNTHETIC: " + page.Title : page.Title),
            new XElement("style", Style() + page.Style + (page.Synthetic ? PrintMark : ""))),
        new XElement("body",
            new XElement("a", new XAttribute("class", "skip"), new XAttribute("href", "#content"), "Skip to the content"),
            new XElement("header", new XElement("h1", page.Title), page.Lead),
            new XElement("nav", new XAttribute("aria-label", "Contents"), new XElement("ol", page.Sections.Select(Link))),
            new XElement("main", new XAttribute("id", "content"), page.Sections),
            new XElement("footer", new XElement("p", page.Footer))));

    // In the margin of every printed page, where it lies over nothing.
    private const string PrintMark = "@media print { @page { @top-right { content: \"SYNTHETIC patients\"; font: bold 8pt 'DejaVu Sans', Verdana, sans-serif; color: #8a3b00; } } }\n";

    private static XElement Link(XElement section) => new("li",
        new XElement("a", new XAttribute("href", "#" + section.Attribute("id")!.Value), section.Element("h2")!.Value));

    private static string Style() => FontFace("normal", "DejaVuSans.subset.woff2") + FontFace("bold", "DejaVuSans-Bold.subset.woff2") + Resources.Text("report.css");

    private static string FontFace(string weight, string resource) =>
        $"@font-face {{ font-family: '{PlotFont.Family}'; font-weight: {weight}; src: url(data:font/woff2;base64,{Convert.ToBase64String(Resources.Bytes(resource))}) format('woff2'); }}\n";
}

using System.Xml.Linq;
using HccRisk.Core.Storage;
using HccRisk.Plots;
using HccRisk.Studies.Results;

namespace HccRisk.Reporting.Html;

/// <summary>
/// The report of a study as one HTML file: plots are embedded as SVG, the font is embedded, nothing is loaded from a network and no script
/// runs. The same result gives the same bytes on every machine and in every culture. Every text of the result is encoded.
/// </summary>
public static class HtmlReport
{
    /// <summary>Writes the report.</summary>
    /// <param name="result">What the study found.</param>
    /// <param name="path">The file; replaced in one step when it exists. Its folder must exist.</param>
    public static void Write(StudyResult result, string path)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, stream => Write(result, stream));
    }

    /// <summary>Writes the report as UTF-8 and leaves the stream open.</summary>
    /// <param name="result">What the study found.</param>
    /// <param name="stream">Where the report goes.</param>
    public static void Write(StudyResult result, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(stream);
        HtmlDocument.Write(Build(result), stream);
    }

    private static XElement Build(StudyResult result)
    {
        var figures = new Figures(result.Synthetic);
        var sections = new List<XElement> { SummarySection.Build(result, figures), SummarySection.Notes(result) };
        sections.AddRange(CohortSections.Build(result, figures));
        sections.AddRange(result.Models.Select((m, i) => ModelSection.Build(result, m, i, figures)));
        if (ComparisonSection.Applies(result))
        {
            sections.Add(ComparisonSection.Build(result));
        }

        if (result.Truth.Count > 0)
        {
            sections.Add(TruthSection.Build(result, figures));
        }

        sections.Add(MethodsSection.Build(result));
        sections.Add(MethodsSection.Provenance(result));
        return new XElement("html", new XAttribute("lang", "en"),
            new XElement("head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
                new XElement("title", result.Synthetic ? "SYNTHETIC: " + result.Title : result.Title),
                new XElement("style", Style())),
            new XElement("body",
                result.Synthetic ? new XElement("div", new XAttribute("class", "print-mark"), new XAttribute("aria-hidden", "true"), "SYNTHETIC patients") : null,
                Header(result),
                new XElement("nav", new XAttribute("aria-label", "Contents"), new XElement("ol", sections.Select(Link))),
                new XElement("main", sections),
                new XElement("footer", (result.Synthetic ? "SYNTHETIC data. " : "") + "Research software, not medical advice. HccRisk "
                    + result.SoftwareVersion + ", seed " + Numbers.Count(result.Seed) + ".")));
    }

    private static XElement Header(StudyResult result) => new("header",
        new XElement("h1", result.Title),
        new XElement("p", new XAttribute("class", "lead"), "Endpoint: " + result.Endpoint),
        result.Synthetic
            ? new XElement("p", new XAttribute("class", "banner synthetic"), new XElement("b", "SYNTHETIC. "),
                "The patients of this report do not exist: they were drawn from a known model to test the software. No number here says anything about real patients.")
            : null,
        new XElement("p", new XAttribute("class", "banner disclaimer"), new XElement("b", "Research software, not medical advice. "),
            "The models of this report are not a medical device and must not guide the care of any patient."));

    private static XElement Link(XElement section) => new("li",
        new XElement("a", new XAttribute("href", "#" + section.Attribute("id")!.Value), section.Element("h2")!.Value));

    private static string Style() => FontFace("normal", "DejaVuSans.subset.woff2") + FontFace("bold", "DejaVuSans-Bold.subset.woff2") + Resources.Text("report.css");

    private static string FontFace(string weight, string resource) =>
        $"@font-face {{ font-family: '{PlotFont.Family}'; font-weight: {weight}; src: url(data:font/woff2;base64,{Convert.ToBase64String(Resources.Bytes(resource))}) format('woff2'); }}\n";
}

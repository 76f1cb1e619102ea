using System.Xml.Linq;
using HccRisk.Plots;

namespace HccRisk.Reporting.Html;

/// <summary>Puts plots into one document: their SVG is embedded, and ids inside it are made unique.</summary>
/// <param name="synthetic">Whether every caption says that patients are synthetic.</param>
internal sealed class Figures(bool synthetic)
{
    private readonly List<PlotImage> _images = [];

    /// <summary>The plots in the order of their numbers, from 1.</summary>
    public IReadOnlyList<PlotImage> Images => _images;

    /// <summary>Name of the files of a figure, without ending.</summary>
    public static string NameOf(int number) => "figure-" + Numbers.Count(number);

    public XElement Add(PlotImage image, string caption, bool wide = false)
    {
        _images.Add(image);
        var number = _images.Count;
        var svg = XElement.Parse(image.Svg);
        SvgIds.Renumber(svg, $"f{Numbers.Count(number)}-");
        svg.SetAttributeValue("aria-label", SafeText.Clean(caption));
        var name = Numbers.Count(number);
        return new XElement("figure", new XAttribute("id", NameOf(number)), new XAttribute("class", wide ? "wide" : "narrow"),
            wide ? new XAttribute("tabindex", "0") : null,
            svg,
            new XElement("figcaption", new XElement("b", $"Figure {name}. "), synthetic ? "Synthetic patients. " + caption : caption));
    }
}

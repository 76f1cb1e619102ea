using System.Xml.Linq;
using HccRisk.Plots;

namespace HccRisk.Reporting.Html;

/// <summary>Puts plots into one document: their SVG is embedded, and ids inside it are made unique.</summary>
internal sealed class Figures(bool synthetic)
{
    private int _count;

    public XElement Add(PlotImage image, string caption, bool wide = false)
    {
        _count++;
        var svg = XElement.Parse(image.Svg);
        SvgIds.Renumber(svg, $"f{Numbers.Count(_count)}-");
        return new XElement("figure", new XAttribute("class", wide ? "wide" : "narrow"),
            svg,
            new XElement("figcaption", new XElement("b", $"Figure {Numbers.Count(_count)}. "), synthetic ? "Synthetic patients. " + caption : caption));
    }
}

using System.Xml.Linq;

namespace HccRisk.Plots;

/// <summary>Renames the ids of an SVG and everything that refers to them.</summary>
public static class SvgIds
{
    /// <summary>Every id becomes <paramref name="prefix"/> and its rank in the document.</summary>
    /// <param name="svg">The picture; it is changed.</param>
    /// <param name="prefix">What tells its ids from those of other pictures on the page.</param>
    public static void Renumber(XElement svg, string prefix)
    {
        var names = svg.DescendantsAndSelf().Attributes("id")
            .Select((a, i) => (Old: a.Value, New: prefix + Numbers.Count(i + 1)))
            .ToDictionary(n => n.Old, n => n.New, StringComparer.Ordinal);
        foreach (var attribute in svg.DescendantsAndSelf().Attributes())
        {
            if (attribute.Name.LocalName == "id")
            {
                attribute.Value = names[attribute.Value];
            }
            else if (attribute.Value.StartsWith("url(#", StringComparison.Ordinal) && names.TryGetValue(attribute.Value[5..^1], out var target))
            {
                attribute.Value = $"url(#{target})";
            }
            else if (attribute.Name.LocalName == "href" && attribute.Value.StartsWith('#') && names.TryGetValue(attribute.Value[1..], out target))
            {
                attribute.Value = "#" + target;
            }
        }
    }
}

using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace HccRisk.Pathomics.Slides;

/// <summary>What the OME-XML in a TIFF's description says about its first image (OME model 2016-06), and which other images it names.</summary>
/// <param name="Scale">PhysicalSizeX and Y in micrometres, or null.</param>
/// <param name="ObjectivePower">Nominal magnification of the first objective, or null.</param>
/// <param name="Channels">Number of Channel elements: one for RGB, several for fluorescence; 0 when not stated.</param>
/// <param name="ChannelNames">Names of the channels in brackets, after a blank; empty when none has a name.</param>
/// <param name="Associated">Pages named label, macro or thumbnail.</param>
internal sealed record OmeDescription(StatedScale? Scale, double? ObjectivePower, int Channels, string ChannelNames, IReadOnlyList<(string Name, int Page)> Associated)
{
    private static readonly string[] Names = ["label", "macro", "thumbnail"];

    /// <summary>Null when the text is no OME-XML, or a damaged one: the pixels may be whole all the same.</summary>
    public static OmeDescription? TryRead(string description)
    {
        if (!description.Contains("<OME", StringComparison.Ordinal) && !description.Contains(":OME", StringComparison.Ordinal))
        {
            return null;
        }

        XElement root;
        try
        {
            using var reader = XmlReader.Create(new StringReader(description), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            root = XElement.Load(reader);
        }
        catch (XmlException)
        {
            return null;
        }

        var images = root.Elements().Where(x => x.Name.LocalName == "Image").ToArray();
        var pixels = images.Length > 0 ? Child(images[0], "Pixels") : null;
        XElement[] channels = [.. pixels?.Elements().Where(x => x.Name.LocalName == "Channel") ?? []];
        string[] names = [.. channels.Select(x => x.Attribute("Name")?.Value ?? "").Where(x => x.Length > 0)];
        return new OmeDescription(
            pixels is null ? null : ScaleRule.Of(Microns(pixels, "PhysicalSizeX"), Microns(pixels, "PhysicalSizeY")),
            Number(root.Descendants().FirstOrDefault(x => x.Name.LocalName == "Objective"), "NominalMagnification"),
            channels.Length,
            names.Length > 0 ? $" ({string.Join(", ", names)})" : "",
            [.. images.Skip(1).SelectMany(Named)]);
    }

    private static IEnumerable<(string Name, int Page)> Named(XElement image)
    {
        var title = image.Attribute("Name")?.Value ?? "";
        var name = Array.Find(Names, x => title.Contains(x, StringComparison.OrdinalIgnoreCase));
        var data = Child(image, "Pixels") is { } pixels ? Child(pixels, "TiffData") : null;
        if (name is not null && int.TryParse(data?.Attribute("IFD")?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var page))
        {
            yield return (name, page);
        }
    }

    private static double? Microns(XElement pixels, string name)
    {
        double? scale = pixels.Attribute(name + "Unit")?.Value switch
        {
            null or "\u00b5m" or "\u03bcm" or "um" => 1,
            "nm" => 1e-3,
            "mm" => 1e3,
            "cm" => 1e4,
            "m" => 1e6,
            "in" => 25400,
            _ => null,
        };
        return Number(pixels, name) * scale;
    }

    private static double? Number(XElement? element, string name) =>
        double.TryParse(element?.Attribute(name)?.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value > 0 && double.IsFinite(value)
            ? value
            : null;

    private static XElement? Child(XElement parent, string name) => parent.Elements().FirstOrDefault(x => x.Name.LocalName == name);
}

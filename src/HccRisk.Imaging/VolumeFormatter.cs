using HccRisk.Core.Notebooks;
using HccRisk.Imaging.QuickLooks;

namespace HccRisk.Imaging;

/// <summary>Three planes through the middle; only the grid of what is not single precision.</summary>
internal sealed class VolumeFormatter : NotebookFormatter<object>
{
    protected override string Html(object value) => NotebookHtml.Line(Text(value))
        + (value is Volume<float> image ? QuickLookPictureFormatter.Picture(QuickLook.DrawPlanes(image), "one plane across each axis, the third first") : string.Empty);

    protected override string Text(object value)
    {
        var geometry = (VolumeGeometry)value.GetType().GetProperty(nameof(Volume<>.Geometry))!.GetValue(value)!;
        return $"image of {geometry.SizeText}";
    }
}

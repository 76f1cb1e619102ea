using HccRisk.Core.Notebooks;
using HccRisk.Imaging.QuickLooks;

namespace HccRisk.Imaging;

/// <summary>The three planes with most voxels inside.</summary>
internal sealed class MaskFormatter : NotebookFormatter<Mask>
{
    protected override string Html(Mask value)
    {
        var inside = new Volume<float>(value.Geometry, Array.ConvertAll(value.Inside.ToArray(), i => i ? 1f : 0f));
        return NotebookHtml.Line(Text(value)) + QuickLookPictureFormatter.Picture(QuickLook.DrawPlanes(inside, value), "the mask in one plane across each axis, the third first");
    }

    protected override string Text(Mask value) => FormattableString.Invariant(
        $"mask of {value.Geometry.SizeText}: {value.Count} inside, {value.Count * value.Geometry.VoxelVolume / 1000:0.##} ml");
}

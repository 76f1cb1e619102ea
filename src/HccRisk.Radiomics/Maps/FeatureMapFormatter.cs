using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;
using HccRisk.Imaging.QuickLooks;

namespace HccRisk.Radiomics.Maps;

/// <summary>Three planes of the map, with the lesion outlined.</summary>
internal sealed class FeatureMapFormatter : NotebookFormatter<FeatureMap>
{
    protected override string Html(FeatureMap value)
    {
        var picture = QuickLook.DrawPlanes(value.Values, value.Centres);
        return NotebookHtml.Line(Text(value)) + NotebookHtml.Picture(PngFile.Encode(picture.Rgb, picture.Width, picture.Height), picture.Width, $"map of {value.Column.Name}");
    }

    protected override string Text(FeatureMap value) => FormattableString.Invariant($"map of {value.Column.Name}: {value.Centres.Count} voxels, mean {Printed.Number(value.Summary.Mean)}");
}

using HccRisk.Core.Notebooks;
using HccRisk.Imaging.QuickLooks;

namespace HccRisk.Pathomics.Slides;

internal sealed class SlideImageFormatter : NotebookFormatter<SlideImage>
{
    public static string Picture(SlideImage picture, string description) =>
        NotebookHtml.Picture(PngFile.Encode(picture.Rgb, picture.Width, picture.Height), picture.Width, description);

    protected override string Html(SlideImage value) => Picture(value, "picture of a slide");

    protected override string Text(SlideImage value) => FormattableString.Invariant($"picture of {value.Width} x {value.Height} pixels");
}

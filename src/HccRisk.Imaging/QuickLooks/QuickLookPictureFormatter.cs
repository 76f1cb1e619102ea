using HccRisk.Core.Notebooks;

namespace HccRisk.Imaging.QuickLooks;

internal sealed class QuickLookPictureFormatter : NotebookFormatter<QuickLookPicture>
{
    public static string Picture(QuickLookPicture picture, string description) =>
        NotebookHtml.Picture(PngFile.Encode(picture.Rgb, picture.Width, picture.Height), picture.Width, description);

    protected override string Html(QuickLookPicture value) => Picture(value, "slices of an image");

    protected override string Text(QuickLookPicture value) => FormattableString.Invariant($"picture of {value.Width} x {value.Height} pixels");
}

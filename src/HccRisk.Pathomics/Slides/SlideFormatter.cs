using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;

namespace HccRisk.Pathomics.Slides;

/// <summary>A thumbnail, and the scale; of the path the file's name alone.</summary>
internal sealed class SlideFormatter : NotebookFormatter<ISlide>
{
    private const int LongestSide = 512;

    protected override string Html(ISlide value)
    {
        var finest = value.Levels[0];
        var thumbnail = value.ReadThumbnail(Math.Max(1, (double)Math.Max(finest.Width, finest.Height) / LongestSide));
        return NotebookHtml.Line(Text(value)) + SlideImageFormatter.Picture(thumbnail, "thumbnail of the slide");
    }

    protected override string Text(ISlide value) => FormattableString.Invariant(
        $"slide {System.IO.Path.GetFileName(value.Path)}: {value.Levels[0].Width} x {value.Levels[0].Height} pixels, {value.Levels.Count} levels, {Printed.Number(value.MicronsPerPixel)} micrometres a pixel");
}

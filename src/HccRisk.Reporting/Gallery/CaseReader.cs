using HccRisk.Cohorts;
using HccRisk.Cohorts.Privacy;
using HccRisk.Core.Storage;
using HccRisk.Imaging;
using HccRisk.Imaging.Files;
using HccRisk.Imaging.QuickLooks;
using HccRisk.Pathomics.Reviews;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Tiling;
using HccRisk.Pathomics.Tissue;
using HccRisk.Plots;
using HccRisk.Radiomics.Quality;

namespace HccRisk.Reporting.Gallery;

/// <summary>Looks through the files of one patient, draws them and measures what patients are compared by. What cannot be read is a finding, not an error.</summary>
internal sealed class CaseReader(GalleryOptions options, string folder)
{
    private const int PlanePixels = 192;
    private const int SlidePixels = 480;

    /// <summary>Ink on less of a slide than this is not worth a word.</summary>
    private const double LeastPen = 0.002;

    private static readonly QuickLookOptions Look = new() { PanelSize = PlanePixels };

    /// <param name="patient">The patient.</param>
    /// <param name="key">What its pictures are called.</param>
    /// <param name="cancellationToken">Checked between files, and within slides.</param>
    public GalleryCase Read(Patient patient, string key, CancellationToken cancellationToken)
    {
        var words = new PatientWords(patient);
        List<GalleryItem> items = [];
        HashSet<PatientFile> measured = [];
        foreach (var series in patient.FilesOf(PatientFileKind.Mri))
        {
            Add(series, picture => Series(patient, series, measured, picture, cancellationToken));
        }

        foreach (var slide in patient.FilesOf(PatientFileKind.Slide))
        {
            Add(slide, picture => Slide(slide, picture, cancellationToken));
        }

        return new GalleryCase(items);

        void Add(PatientFile file, Func<string, GalleryItem> read)
        {
            cancellationToken.ThrowIfCancellationRequested();
            GalleryItem item;
            try
            {
                item = read(FormattableString.Invariant($"{key}-{items.Count + 1}.jpg"));
            }
            catch (Exception e) when (!(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
            {
                // Also what a reader should not throw: one patient ends no run.
                item = new GalleryItem { IsSlide = file.Kind == PatientFileKind.Slide, Name = file.Name, Fault = e.Message.ReplaceLineEndings(" "), Passing = PassingFailure.Is(e) };
            }

            items.Add(item with
            {
                Fault = item.Fault is null ? null : words.Hide(item.Fault),
                Remarks = [.. item.Remarks.Select(words.Hide)],
                Measures = item.Measures.Where(m => double.IsFinite(m.Value)).ToDictionary(),
            });
        }
    }

    private GalleryItem Series(Patient patient, PatientFile series, HashSet<PatientFile> measured, string picture, CancellationToken cancellationToken)
    {
        var opened = ImageFile.Open(series.Path, cancellationToken: cancellationToken);
        var image = opened.Volume;
        var file = patient.File(PatientFileKind.Mask, series.Name) ?? patient.FilesOf(PatientFileKind.Mask).FirstOrDefault();
        var (mask, maskFault, passing) = ReadMask(file, opened, out var remarks);
        Save(picture, QuickLook.DrawPlanes(image, mask, Look, cancellationToken));
        Dictionary<GalleryMeasure, double> measures = [];
        if (mask is not null)
        {
            measures[GalleryMeasure.Intensity] = MedianIn(image, mask);
            if (measured.Add(file!))
            {
                measures[GalleryMeasure.Volume] = mask.Count * image.Geometry.VoxelVolume / 1000;
            }
        }

        return new GalleryItem
        {
            IsSlide = false,
            Name = series.Name,
            Picture = picture,
            Width = (3 * PlanePixels) + 4,
            Height = PlanePixels,
            Fault = maskFault,
            Passing = passing,
            Remarks = [.. opened.Findings.Select(f => f.Message), .. remarks],
            Measures = measures,
        };
    }

    /// <summary>The lesion on the grid of the image; null with the reason when it cannot be had, and then the image is shown without it.</summary>
    private static (Mask? Mask, string? Fault, bool Passing) ReadMask(PatientFile? file, OpenedImage image, out IReadOnlyList<string> remarks)
    {
        remarks = [];
        if (file is null)
        {
            remarks = ["No lesion mask is listed."];
            return default;
        }

        try
        {
            var placed = ImageFile.OpenMask(file.Path, file.Label is { } label ? FormattableString.Invariant($"{label}") : null, image.Target, resample: true);
            if (placed.Mask.Count == 0)
            {
                return (null, string.Join(' ', placed.Findings.Select(f => f.Message).Prepend($"The mask '{file.Name}' has no voxel on this image.")), false);
            }

            remarks = [.. placed.Findings.Select(f => f.Message), .. MaskReview.Of(placed.Mask, image.Volume).Select(f => f.Message)];
            return (placed.Mask, null, false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return (null, $"The mask '{file.Name}' cannot be shown: {e.Message.ReplaceLineEndings(" ")}", PassingFailure.Is(e));
        }
    }

    private static double MedianIn(Volume<float> image, Mask mask)
    {
        var values = new float[mask.Count];
        var count = 0;
        for (var i = mask.Inside.IndexOf(true); i >= 0 && i < mask.Inside.Length; i++)
        {
            if (mask.Inside[i] && float.IsFinite(image.Voxels[i]))
            {
                values[count++] = image.Voxels[i];
            }
        }

        return count == 0 ? double.NaN : Core.Numerics.Percentiles.Select(values.AsSpan(0, count), 50);
    }

    private GalleryItem Slide(PatientFile file, string picture, CancellationToken cancellationToken)
    {
        using var slide = SlideFile.Open(file.Path, file.Scale switch
        {
            null => new SlideOpenOptions { MicronsPerPixel = options.MicronsPerPixel },
            { ObjectivePower: { } power } => new SlideOpenOptions { ObjectivePower = power },
            var scale => new SlideOpenOptions { MicronsPerPixel = scale.MicronsPerPixel },
        });
        var (area, areaFault, passing) = AreaOf(file, slide);
        var review = Review(slide, file.Path, area, cancellationToken);
        var drawn = SlideReviewPicture.Render(review, SlidePixels);
        Save(picture, new QuickLookPicture(drawn.Width, drawn.Height, drawn.Rgb));
        var kept = review.Tiles.Count(t => t.IsKept);
        List<string> remarks = [];
        if (review.Tissue.PenFraction > LeastPen)
        {
            remarks.Add($"Ink covers {Numbers.Percent(review.Tissue.PenFraction, 1)} of the slide.");
        }

        if (review.Tissue.FoldFraction > 0)
        {
            remarks.Add($"Folds cover {Numbers.Percent(review.Tissue.FoldFraction, review.Tissue.Fraction)} of the tissue.");
        }

        return new GalleryItem
        {
            IsSlide = true,
            Name = file.Name,
            Picture = picture,
            Width = drawn.Width,
            Height = drawn.Height,
            Passing = passing,
            Fault = areaFault ?? (review.Tiles.Count == 0 ? $"No tile has enough tissue: {Numbers.Percent(review.Tissue.Fraction, 1)} of the slide is tissue." : kept == 0 ? "No tile is good enough." : null),
            Remarks = remarks,
            Tiles = TilesIn(review, kept),
            Measures = new Dictionary<GalleryMeasure, double>
            {
                [GalleryMeasure.Tissue] = review.Tissue.Fraction,
                [GalleryMeasure.Hematoxylin] = review.Hematoxylin,
                [GalleryMeasure.Eosin] = review.Eosin,
                [GalleryMeasure.Kept] = review.Tiles.Count == 0 ? double.NaN : (double)kept / review.Tiles.Count,
            },
        };
    }

    private SlideReview Review(ISlide slide, string path, SlideArea? area, CancellationToken cancellationToken) => options.Tiles?.FindJudged(path) is { } judged
        ? SlideReview.Of(slide, judged, options.Slides, area, cancellationToken)
        : SlideReview.Of(slide, options.Slides, area, cancellationToken);

    /// <summary>Where on a slide to look; null with the reason when it cannot be had, and then the slide is shown without it.</summary>
    private static (SlideArea? Area, string? Fault, bool Passing) AreaOf(PatientFile file, ISlide slide)
    {
        try
        {
            return (file.Annotation is { } annotation ? SlideArea.Read(annotation, slide) : null, null, false);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return (null, $"The annotation of '{file.Name}' cannot be shown: {e.Message.ReplaceLineEndings(" ")}", PassingFailure.Is(e));
        }
    }

    private static string TilesIn(SlideReview review, int kept)
    {
        var faults = SlideReviewPicture.Colours.Select(c => (c.Fault, Count: review.Tiles.Count(t => t.Quality.Faults.HasFlag(c.Fault)))).Where(c => c.Count > 0)
            .Select(c => $"{Numbers.Count(c.Count)} {Word(c.Fault)}").ToArray();
        return $"{Numbers.Count(kept)} of {Numbers.Of(review.Tiles.Count, "tile")} kept{(faults.Length > 0 ? $"; {string.Join(", ", faults)}" : "")}";
    }

    /// <summary>What is wrong with a tile, in a word.</summary>
    public static string Word(TileFaults fault) => fault switch
    {
        TileFaults.Pen => "with ink",
        TileFaults.Folded => "folded",
        TileFaults.Blurred => "blurred",
        TileFaults.Blank => "mostly glass",
        _ => "damaged",
    };

    private void Save(string name, QuickLookPicture picture) => PictureFile.WriteJpeg(Path.Combine(folder, name), picture.Rgb, picture.Width, picture.Height);
}

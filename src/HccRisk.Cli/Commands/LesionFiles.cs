using System.Globalization;
using HccRisk.Imaging;
using HccRisk.Imaging.Dicom.Masks;
using HccRisk.Imaging.Files;
using HccRisk.Radiomics;
using HccRisk.Radiomics.Quality;

namespace HccRisk.Cli.Commands;

/// <summary>One lesion: its image, read once and only when needed, and its mask.</summary>
internal sealed record LesionFiles(Lazy<OpenedImage> Image, string Mask, string? Label, bool Resample)
{
    /// <summary>Which of several volumes of the mask counts; null: the only one.</summary>
    public int? Channel { get; init; }

    /// <summary>The mask, and what is odd about it.</summary>
    public (Mask Mask, IReadOnlyList<string> Remarks) ReadMask(int? label)
    {
        // Masks with a grid of their own are read first: a wrong label is told before a large image is read.
        var value = Label ?? label?.ToString(CultureInfo.InvariantCulture);
        var placed = ImageFile.IsDicom(Mask) ? Read(Mask, value, Image.Value.Target, Resample) : ImageFile.OpenMask(Mask, value, channel: Channel);
        if (placed.Mask.Count == 0)
        {
            throw new EmptyMaskException($"The mask '{Mask}' has no voxel {(value is null ? "that is not zero" : $"with label {value}{LabelsOf(Mask)}")}.");
        }

        placed = placed.OnGrid(Image.Value.Volume.Geometry, Mask, Resample);
        RequireVoxels(placed, Mask);
        var review = Image.Value.Volume.Geometry.Matches(placed.Mask.Geometry) ? MaskReview.Of(placed.Mask, Image.Value.Volume) : [];
        return (placed.Mask, [.. placed.Findings.Select(Remark), .. review.Select(f => $"{f.Kind}: {f.Message}")]);
    }

    /// <summary>The labels that a mask has, for one that it has not; nothing for one that is an image.</summary>
    private static string LabelsOf(string path)
    {
        try
        {
            return ImageFile.ReadLabels(path) is { Count: > 0 } labels ? $"; it has {string.Join(", ", labels)}" : "; every voxel is 0";
        }
        catch (ImageFormatException)
        {
            return string.Empty;
        }
    }

    /// <summary>Throws where nothing of a mask lies on its image, with what became of it.</summary>
    public static void RequireVoxels(PlacedMask placed, string path)
    {
        if (placed.Mask.Count == 0)
        {
            throw new EmptyMaskException($"The mask '{path}' has no voxel on its image{(placed.Findings.Count > 0 ? ": " : "")}{string.Join("; ", placed.Findings.Select(finding => finding.Message))}.");
        }
    }

    /// <summary>A mask on the grid of an image; one of other voxels is refused unless it is to be resampled.</summary>
    public static PlacedMask Read(string mask, string? label, MaskTarget image, bool resample)
    {
        try
        {
            var placed = ImageFile.OpenMask(mask, label, image, resample);
            image.Grid.EnsureMatches(placed.Mask.Geometry);
            return placed;
        }
        catch (GeometryMismatchException e)
        {
            throw new GeometryMismatchException($"{e.Message} {CommandWords.ResampleMask} brings it onto the grid of the image.");
        }
    }

    public static string Remark(SeriesFinding finding) => $"{finding.Kind}: {finding.Message}";
}

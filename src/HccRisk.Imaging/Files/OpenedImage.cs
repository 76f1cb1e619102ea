using HccRisk.Imaging.Dicom.Masks;
using HccRisk.Imaging.Dicom.Pixels;
using HccRisk.Imaging.Dicom.Series;

namespace HccRisk.Imaging.Files;

/// <summary>An image of any format, and what was odd about reading it.</summary>
/// <param name="Volume">The voxels and where they are.</param>
/// <param name="Findings">What is odd about a DICOM series or a NIfTI header; empty when nothing is.</param>
/// <param name="Target">What masks are put on: the grid, and of a DICOM series its identity.</param>
public sealed record OpenedImage(Volume<float> Volume, IReadOnlyList<SeriesFinding> Findings, MaskTarget Target)
{
    /// <summary>Which attributes of a DICOM series turned its stored pixels into values; null for other formats.</summary>
    public PixelScaling? Scaling { get; init; }

    /// <summary>How a DICOM series was taken; null for other formats.</summary>
    public SeriesAcquisition? Acquisition { get; init; }
}

using HccRisk.Core.Imaging;
using HccRisk.Core.IO.Dicom.Masks;
using HccRisk.Core.IO.Dicom.Series;

namespace HccRisk.Core.IO;

/// <summary>An image of any format, and what was odd about reading it.</summary>
/// <param name="Volume">The voxels and where they are.</param>
/// <param name="Findings">What is odd about a DICOM series; empty for other formats.</param>
/// <param name="Target">What masks are put on: the grid, and of a DICOM series its identity.</param>
public sealed record OpenedImage(Volume<float> Volume, IReadOnlyList<SeriesFinding> Findings, MaskTarget Target);

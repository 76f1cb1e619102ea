using HccRisk.Core.Imaging;
using HccRisk.Core.IO.Dicom.Series;

namespace HccRisk.Core.IO.Dicom.Masks;

/// <summary>A mask on the grid of an image, and what was odd about putting it there.</summary>
/// <param name="Mask">The mask; it may be empty.</param>
/// <param name="Findings">What is odd; empty when nothing is.</param>
public sealed record PlacedMask(Mask Mask, IReadOnlyList<SeriesFinding> Findings);

using HccRisk.Radiomics.Sampling;

namespace HccRisk.Radiomics.Filters;

/// <summary>Where a response is wanted.</summary>
/// <param name="Box">The voxels, all in the image.</param>
/// <param name="Inside">Those of them that matter, in the order of the box; null: all. A filter may leave the others 0.</param>
internal sealed record FilterTarget(GridBox Box, bool[]? Inside = null);

using HccRisk.Core.Columns;
using HccRisk.Core.Notebooks;
using HccRisk.Imaging;

namespace HccRisk.Radiomics.Maps;

/// <summary>One feature at every voxel of a lesion.</summary>
/// <param name="Column">Name, unit and IBSI code of the feature.</param>
/// <param name="Values">
/// The values, on the part of the working grid with the lesion and the kernel's reach around it, cut at the image's edge; NaN where the feature is not
/// defined, <see cref="FeatureMapOptions.Outside"/> where no kernel has its centre.
/// </param>
/// <param name="Centres">The voxels that are the centre of a kernel, on the grid of the values.</param>
/// <param name="Summary">The values at the centres of kernels, in double precision.</param>
[TypeFormatterSource(typeof(FeatureMapFormatter))]
public sealed record FeatureMap(FeatureColumn Column, Volume<float> Values, Mask Centres, FeatureMapSummary Summary)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Column.Name}: {Summary}";
}

using HccRisk.Core.Columns;
using HccRisk.Imaging;

namespace HccRisk.Radiomics.Habitats;

/// <summary>The habitats of one patient.</summary>
/// <param name="Features">The features; all NaN, with the reason, where a phase is missing.</param>
/// <param name="Labels">The habitat of each voxel on the grid of the phases: 1 is H1, 0 is outside the lesion; null where a phase is missing.</param>
public sealed record HabitatResult(FeatureVector Features, Volume<byte>? Labels)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Features.Columns.Count} habitat features{(Labels is null ? string.Empty : " and a volume of labels")}");
}

using HccRisk.Core.Printing;
using HccRisk.Imaging;

namespace HccRisk.Radiomics.Preprocessing;

/// <summary>An image without its bias field.</summary>
/// <param name="Corrected">The image divided by the field, voxel by voxel.</param>
/// <param name="Field">The field, above 0, its geometric mean over the voxels it was estimated from 1.</param>
/// <param name="Iterations">Iterations over all levels.</param>
/// <param name="HasConverged">Whether every level ended below the threshold, not by its last iteration.</param>
/// <param name="LastChange">Coefficient of variation of the field's last change.</param>
public sealed record BiasFieldResult(Volume<float> Corrected, Volume<float> Field, int Iterations, bool HasConverged, double LastChange)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"bias field {(HasConverged ? "converged" : "NOT converged")} after {Iterations} iterations, last change {Printed.Number(LastChange)}");
}

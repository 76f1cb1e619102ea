using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics.Preprocessing;

/// <summary>A region and its intensities with the axes in another order, so that slices across another axis are those across z.</summary>
/// <param name="Region">The region.</param>
/// <param name="Intensities">The intensities.</param>
internal sealed record TurnedRegion(LesionRegion Region, SeriesIntensities Intensities) : IDisposable
{
    /// <param name="region">The region.</param>
    /// <param name="intensities">The intensities.</param>
    /// <param name="dimension">The axis that becomes z: 1 is y, 2 is x.</param>
    internal static TurnedRegion Create(LesionRegion region, SeriesIntensities intensities, int dimension)
    {
        (int X, int Y, int Z) order = dimension == 1 ? (0, 2, 1) : (1, 2, 0);
        var turned = region.Turn(order);
        return new TurnedRegion(turned, intensities.Turn(turned, order));
    }

    public void Dispose()
    {
        Intensities.Dispose();
        Region.Dispose();
    }
}

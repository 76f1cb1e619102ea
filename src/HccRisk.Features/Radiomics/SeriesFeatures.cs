using HccRisk.Core.Tables;
using HccRisk.Features.Radiomics.Discretisation;
using HccRisk.Features.Radiomics.Families;
using HccRisk.Features.Radiomics.Preprocessing;

namespace HccRisk.Features.Radiomics;

/// <summary>The features of a region in one series, family by family.</summary>
internal static class SeriesFeatures
{
    /// <summary>Families with columns of a series, in their order.</summary>
    private static readonly (RadiomicsFamilies Family, FeatureColumn[] Columns)[] SeriesFamilies =
    [
        (RadiomicsFamilies.Morphology, Morphology.SeriesColumns),
        (RadiomicsFamilies.SpatialAutocorrelation, SpatialAutocorrelation.Columns),
        (RadiomicsFamilies.LocalIntensity, LocalIntensity.Columns),
        (RadiomicsFamilies.Statistics, IntensityStatistics.Columns),
        (RadiomicsFamilies.IntensityHistogram, IntensityHistogram.Columns),
        (RadiomicsFamilies.IntensityVolumeHistogram, IntensityVolumeHistogram.Columns),
        (RadiomicsFamilies.Cooccurrence, CooccurrenceFeatures.Columns),
        (RadiomicsFamilies.MaximalCorrelation, MaximalCorrelation.Columns),
        (RadiomicsFamilies.RunLength, RunLength.Columns),
        (RadiomicsFamilies.SizeZone, Zones.SizeColumns),
        (RadiomicsFamilies.DistanceZone, Zones.DistanceColumns),
        (RadiomicsFamilies.NeighbourhoodDifference, Neighbourhoods.DifferenceColumns),
        (RadiomicsFamilies.NeighbourhoodDependence, Neighbourhoods.DependenceColumns),
    ];

    /// <summary>Families that read grey levels.</summary>
    private const RadiomicsFamilies Texture = RadiomicsFamilies.IntensityHistogram | RadiomicsFamilies.Cooccurrence | RadiomicsFamilies.MaximalCorrelation | RadiomicsFamilies.RunLength | RadiomicsFamilies.SizeZone
        | RadiomicsFamilies.DistanceZone | RadiomicsFamilies.NeighbourhoodDifference | RadiomicsFamilies.NeighbourhoodDependence;

    internal static IEnumerable<FeatureColumn> Columns(RadiomicsFamilies families) =>
        SeriesFamilies.Where(f => families.HasFlag(f.Family)).SelectMany(f => f.Columns);

    /// <param name="region">The region.</param>
    /// <param name="series">The series.</param>
    /// <param name="scale">Its normalisation.</param>
    /// <param name="meshVolume">Volume of the region's mesh, for morphology.</param>
    /// <param name="options">What to compute.</param>
    /// <param name="remaining">Receives a value each of <see cref="Columns"/>.</param>
    /// <param name="cancellationToken">Checked between families.</param>
    internal static void Compute(
        LesionRegion region, RadiomicsSeries series, IntensityScale scale, double meshVolume, RadiomicsOptions options, Span<double> remaining, CancellationToken cancellationToken)
    {
        bool Has(RadiomicsFamilies family) => options.Families.HasFlag(family);

        Span<double> TakeFamily(RadiomicsFamilies family, ref Span<double> from)
        {
            var count = Has(family) ? Array.Find(SeriesFamilies, f => f.Family == family).Columns.Length : 0;
            var taken = from[..count];
            from = from[count..];
            return taken;
        }

        if (remaining.IsEmpty)
        {
            return;
        }

        using var intensities = SeriesIntensities.Create(region, series, scale, options);
        if (Has(RadiomicsFamilies.Morphology))
        {
            Morphology.ComputeSeries(region, intensities, meshVolume, TakeFamily(RadiomicsFamilies.Morphology, ref remaining));
        }

        if (Has(RadiomicsFamilies.SpatialAutocorrelation))
        {
            SpatialAutocorrelation.Compute(region, intensities, TakeFamily(RadiomicsFamilies.SpatialAutocorrelation, ref remaining));
        }

        if (Has(RadiomicsFamilies.LocalIntensity))
        {
            LocalIntensity.Compute(region, series, scale, intensities, options, TakeFamily(RadiomicsFamilies.LocalIntensity, ref remaining));
        }

        if (Has(RadiomicsFamilies.Statistics))
        {
            IntensityStatistics.Compute(intensities.Values, TakeFamily(RadiomicsFamilies.Statistics, ref remaining));
        }

        var histogram = TakeFamily(RadiomicsFamilies.IntensityHistogram, ref remaining);
        if (Has(RadiomicsFamilies.IntensityVolumeHistogram))
        {
            IntensityVolumeHistogram.Compute(intensities.Values, options, TakeFamily(RadiomicsFamilies.IntensityVolumeHistogram, ref remaining));
        }

        if ((options.Families & Texture) == RadiomicsFamilies.None)
        {
            return;
        }

        cancellationToken.ThrowIfCancellationRequested();
        using var grid = LevelGrid.Create(region, intensities, options);
        if (!histogram.IsEmpty)
        {
            IntensityHistogram.Compute(grid, histogram);
        }

        var cooccurrence = TakeFamily(RadiomicsFamilies.Cooccurrence, ref remaining);
        var correlation = TakeFamily(RadiomicsFamilies.MaximalCorrelation, ref remaining);
        if (!cooccurrence.IsEmpty || !correlation.IsEmpty)
        {
            Cooccurrence.Compute(grid, options, cooccurrence, correlation);
        }

        if (Has(RadiomicsFamilies.RunLength))
        {
            cancellationToken.ThrowIfCancellationRequested();
            RunLength.Compute(grid, options, TakeFamily(RadiomicsFamilies.RunLength, ref remaining));
        }

        cancellationToken.ThrowIfCancellationRequested();
        var bySize = TakeFamily(RadiomicsFamilies.SizeZone, ref remaining);
        var byDistance = TakeFamily(RadiomicsFamilies.DistanceZone, ref remaining);
        if (!bySize.IsEmpty || !byDistance.IsEmpty)
        {
            Zones.Compute(grid, options, bySize, byDistance);
        }

        cancellationToken.ThrowIfCancellationRequested();
        var byDifference = TakeFamily(RadiomicsFamilies.NeighbourhoodDifference, ref remaining);
        var byDependence = TakeFamily(RadiomicsFamilies.NeighbourhoodDependence, ref remaining);
        if (!byDifference.IsEmpty || !byDependence.IsEmpty)
        {
            Neighbourhoods.Compute(grid, options, byDifference, byDependence);
        }
    }
}

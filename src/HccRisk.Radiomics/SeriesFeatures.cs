using HccRisk.Core.Columns;
using HccRisk.Radiomics.Discretisation;
using HccRisk.Radiomics.Families;
using HccRisk.Radiomics.Preprocessing;

namespace HccRisk.Radiomics;

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
    /// <param name="missing">Receives which families have values that are not defined for the region, and what it is like.</param>
    /// <param name="threads">Families computed at once.</param>
    /// <param name="cancellationToken">Checked between families.</param>
    internal static void Compute(
        LesionRegion region,
        RadiomicsSeries series,
        IntensityScale scale,
        double meshVolume,
        RadiomicsOptions options,
        Span<double> remaining,
        List<string> missing,
        int threads,
        CancellationToken cancellationToken)
    {
        if (remaining.IsEmpty)
        {
            return;
        }

        using var intensities = SeriesIntensities.Create(region, series, scale, options);
        using var grid = (options.Families & Texture) == RadiomicsFamilies.None ? null : LevelGrid.Create(region, intensities, options);
        var values = new double[remaining.Length];
        var jobs = Jobs(region, series, scale, meshVolume, options, intensities, grid, values);
        if (threads == 1)
        {
            foreach (var job in jobs)
            {
                cancellationToken.ThrowIfCancellationRequested();
                job();
            }
        }
        else
        {
            // Each family writes to a place of its own and sums in an order of its own: threads change no bit.
            Parallel.Invoke(new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken }, [.. jobs]);
        }

        values.CopyTo(remaining);
        Undefined.Explain(Columns(options.Families), values, series.Name, Describe(region, intensities, grid, options), missing);
    }

    private static string Describe(LesionRegion region, SeriesIntensities intensities, LevelGrid? grid, RadiomicsOptions options) => (intensities.Count, grid?.LevelCount) switch
    {
        (0, _) => FormattableString.Invariant($"the {region.Name}: re-segmentation leaves none of its {region.Count} voxels"),
        (_, 0) => FormattableString.Invariant($"the {region.Name}: it spans more than {GreyLevels.Maximum} bins of width {options.BinWidth}"),
        (var count, null) => FormattableString.Invariant($"the {region.Name} of {count} voxels"),
        (var count, var levels) => FormattableString.Invariant($"the {region.Name} of {count} voxels in {levels} grey levels"),
    };

    /// <summary>What there is to do, the longest first.</summary>
    private static List<Action> Jobs(
        LesionRegion region,
        RadiomicsSeries series,
        IntensityScale scale,
        double meshVolume,
        RadiomicsOptions options,
        SeriesIntensities intensities,
        LevelGrid? grid,
        double[] values)
    {
        var places = new Dictionary<RadiomicsFamilies, Memory<double>>();
        var start = 0;
        foreach (var (family, columns) in SeriesFamilies.Where(f => options.Families.HasFlag(f.Family)))
        {
            places[family] = values.AsMemory(start, columns.Length);
            start += columns.Length;
        }

        Memory<double> Place(RadiomicsFamilies family) => places.GetValueOrDefault(family);
        var jobs = new List<Action>();
        void Add(RadiomicsFamilies families, Action job)
        {
            if ((options.Families & families) != RadiomicsFamilies.None)
            {
                jobs.Add(job);
            }
        }

        Add(RadiomicsFamilies.SpatialAutocorrelation, () => SpatialAutocorrelation.Compute(region, intensities, Place(RadiomicsFamilies.SpatialAutocorrelation).Span));
        Add(RadiomicsFamilies.LocalIntensity, () => LocalIntensity.Compute(region, series, scale, intensities, options, Place(RadiomicsFamilies.LocalIntensity).Span));
        Add(RadiomicsFamilies.Statistics, () => IntensityStatistics.Compute(intensities.Values, intensities.RatioValues, Place(RadiomicsFamilies.Statistics).Span));
        Add(RadiomicsFamilies.Morphology, () => Morphology.ComputeSeries(region, intensities, meshVolume, Place(RadiomicsFamilies.Morphology).Span));
        Add(RadiomicsFamilies.IntensityVolumeHistogram, () => IntensityVolumeHistogram.Compute(intensities.Values, options, Place(RadiomicsFamilies.IntensityVolumeHistogram).Span));
        if (grid is null)
        {
            return jobs;
        }

        Add(RadiomicsFamilies.RunLength, () => RunLength.Compute(grid, options, Place(RadiomicsFamilies.RunLength).Span));
        Add(
            RadiomicsFamilies.Cooccurrence | RadiomicsFamilies.MaximalCorrelation,
            () => Cooccurrence.Compute(grid, options, Place(RadiomicsFamilies.Cooccurrence).Span, Place(RadiomicsFamilies.MaximalCorrelation).Span));
        Add(RadiomicsFamilies.IntensityHistogram, () => IntensityHistogram.Compute(grid, Place(RadiomicsFamilies.IntensityHistogram).Span));
        Add(
            RadiomicsFamilies.SizeZone | RadiomicsFamilies.DistanceZone,
            () => Zones.Compute(grid, options, Place(RadiomicsFamilies.SizeZone).Span, Place(RadiomicsFamilies.DistanceZone).Span));
        Add(
            RadiomicsFamilies.NeighbourhoodDifference | RadiomicsFamilies.NeighbourhoodDependence,
            () => Neighbourhoods.Compute(grid, options, Place(RadiomicsFamilies.NeighbourhoodDifference).Span, Place(RadiomicsFamilies.NeighbourhoodDependence).Span));
        return jobs;
    }
}

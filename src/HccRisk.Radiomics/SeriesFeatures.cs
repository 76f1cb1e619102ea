using HccRisk.Radiomics.Discretisation;
using HccRisk.Radiomics.Glcm;
using HccRisk.Radiomics.Gldzm;
using HccRisk.Radiomics.Glrlm;
using HccRisk.Radiomics.Glszm;
using HccRisk.Radiomics.Intensity;
using HccRisk.Radiomics.Layout;
using HccRisk.Radiomics.Morphology;
using HccRisk.Radiomics.Morphology.Autocorrelation;
using HccRisk.Radiomics.Ngldm;
using HccRisk.Radiomics.Ngtdm;
using HccRisk.Radiomics.Preprocessing;
using HccRisk.Radiomics.Presets;
using HccRisk.Radiomics.Roi;
using HccRisk.Radiomics.Texture;

namespace HccRisk.Radiomics;

/// <summary>The features of a region in one series, family by family.</summary>
internal static class SeriesFeatures
{
    /// <summary>Families that read grey levels.</summary>
    private const RadiomicsFamilies OfLevels = RadiomicsFamilies.IntensityHistogram | RadiomicsFamilies.Glcm | RadiomicsFamilies.MaximalCorrelation
        | RadiomicsFamilies.Glrlm | RadiomicsFamilies.Glszm | RadiomicsFamilies.Gldzm | RadiomicsFamilies.Ngtdm | RadiomicsFamilies.Ngldm;

    /// <param name="region">The region.</param>
    /// <param name="series">The series.</param>
    /// <param name="scale">Its normalisation.</param>
    /// <param name="intensities">Its intensities, or a response.</param>
    /// <param name="meshVolume">Volume of the region's mesh, for morphology.</param>
    /// <param name="options">How to compute.</param>
    /// <param name="who">The series, and the filter if there is one, for reasons.</param>
    /// <param name="part">Which features, and their place.</param>
    /// <param name="values">Those of all columns; receives them.</param>
    /// <param name="missing">Receives which families have values that are not defined for the region, and what it is like.</param>
    /// <param name="threads">Families computed at once.</param>
    /// <param name="cancellationToken">Checked between families.</param>
    internal static void Compute(
        LesionRegion region,
        RadiomicsSeries series,
        IntensityScale scale,
        SeriesIntensities intensities,
        double meshVolume,
        RadiomicsOptions options,
        string who,
        FeaturePart part,
        double[] values,
        List<string> missing,
        int threads,
        CancellationToken cancellationToken)
    {
        if (part.Count == 0)
        {
            return;
        }

        using var turned = options.Texture.SliceDimension == 0 ? null : TurnedRegion.Create(region, intensities, options.Texture.SliceDimension);
        using var grid = (part.Families & OfLevels) == RadiomicsFamilies.None ? null
            : LevelGrid.Create(turned?.Region ?? region, turned?.Intensities ?? intensities, options);
        var jobs = Jobs(region, series, scale, meshVolume, options, intensities, grid, family => part.Of(values, family));
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

        part.Explain(values, who, Describe(region, intensities, grid, options), missing, PyradiomicsNames.GivenOut(options));
    }

    private static string Describe(LesionRegion region, SeriesIntensities intensities, LevelGrid? grid, RadiomicsOptions options) => (intensities.Count, grid?.LevelCount) switch
    {
        (0, _) => FormattableString.Invariant($"the {region.Name}: re-segmentation leaves none of its {region.Count} voxels"),
        (_, 0) => FormattableString.Invariant($"the {region.Name}: it spans more than {GreyLevels.Maximum} bins of width {options.BinWidth}"),
        (var count, null) => FormattableString.Invariant($"the {region.Name} of {count} voxels"),
        (var count, var levels) => FormattableString.Invariant($"the {region.Name} of {count} voxels in {levels} grey levels"),
    };

    /// <summary>What there is to do, the longest first.</summary>
    /// <param name="region">The region.</param>
    /// <param name="series">The series.</param>
    /// <param name="scale">Its normalisation.</param>
    /// <param name="meshVolume">Volume of the region's mesh.</param>
    /// <param name="options">How to compute.</param>
    /// <param name="intensities">The intensities.</param>
    /// <param name="grid">Their grey levels; null when no family reads them.</param>
    /// <param name="place">Where the values of a family go; empty when it is not asked for.</param>
    private static List<Action> Jobs(
        LesionRegion region,
        RadiomicsSeries series,
        IntensityScale scale,
        double meshVolume,
        RadiomicsOptions options,
        SeriesIntensities intensities,
        LevelGrid? grid,
        Func<RadiomicsFamilies, Memory<double>> place)
    {
        var jobs = new List<Action>();
        void Add(RadiomicsFamilies family, Action<Memory<double>> compute)
        {
            if (place(family) is { IsEmpty: false } values)
            {
                jobs.Add(() => compute(values));
            }
        }

        Add(RadiomicsFamilies.SpatialAutocorrelation, v => SpatialAutocorrelation.Compute(region, intensities, v.Span));
        Add(RadiomicsFamilies.LocalIntensity, v => LocalIntensity.Compute(region, series, scale, intensities, options, v.Span));
        Add(RadiomicsFamilies.Statistics, v => IntensityStatistics.Compute(intensities.Values, intensities.RatioValues, v.Span));
        Add(RadiomicsFamilies.Morphology, v => MorphologicalFeatures.ComputeSeries(region, intensities, meshVolume, v.Span));
        Add(RadiomicsFamilies.IntensityVolumeHistogram, v => IntensityVolumeHistogram.Compute(intensities.Values, options, v.Span));
        if (grid is null)
        {
            return jobs;
        }

        Add(RadiomicsFamilies.Glrlm, v => GlrlmFeatures.Compute(grid, options, v.Span));
        var (glcm, correlation) = (place(RadiomicsFamilies.Glcm), place(RadiomicsFamilies.MaximalCorrelation));
        if (!glcm.IsEmpty || !correlation.IsEmpty)
        {
            jobs.Add(() => GlcmFeatures.Compute(grid, options, glcm.Span, correlation.Span));
        }

        Add(RadiomicsFamilies.IntensityHistogram, v => IntensityHistogram.Compute(grid, v.Span));
        var (sizes, distances) = (place(RadiomicsFamilies.Glszm), place(RadiomicsFamilies.Gldzm));
        if (!sizes.IsEmpty || !distances.IsEmpty)
        {
            jobs.Add(() => ComputeZones(grid, options, sizes.Span, distances.Span));
        }

        Add(RadiomicsFamilies.Ngtdm, v => NgtdmFeatures.Compute(grid, options, v.Span));
        Add(RadiomicsFamilies.Ngldm, v => NgldmFeatures.Compute(grid, options, v.Span));
        return jobs;
    }

    /// <summary>Both families are of the same zones, which are found once. Either span may be empty.</summary>
    internal static void ComputeZones(LevelGrid grid, RadiomicsOptions options, Span<double> sizes, Span<double> distances)
    {
        sizes.Fill(double.NaN);
        distances.Fill(double.NaN);
        if (grid.LevelCount == 0)
        {
            return;
        }

        var zones = ZoneFinder.Find(grid, options.GlcmAggregation.IsInSlice(), withDistances: !distances.IsEmpty);
        if (!sizes.IsEmpty)
        {
            GlszmFeatures.Compute(grid, zones, options, sizes);
        }

        if (!distances.IsEmpty)
        {
            GldzmFeatures.Compute(grid, zones, options, distances);
        }
    }
}

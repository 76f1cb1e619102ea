using HccRisk.Core.Imaging;
using HccRisk.Core.IO;
using HccRisk.Core.Tables;
using HccRisk.Features.Radiomics.Discretisation;
using HccRisk.Features.Radiomics.Families;
using HccRisk.Features.Radiomics.Preprocessing;

namespace HccRisk.Features.Radiomics;

/// <summary>
/// Turns the series of a patient and a lesion mask into named features after the Image Biomarker Standardisation Initiative (IBSI-1).
/// </summary>
/// <remarks>
/// <para>Columns, in this order: <c>shape.morph_*</c> of the lesion; for each series <c>name.morph_*</c>, <c>name.loc_*</c>,
/// <c>name.stat_*</c>, <c>name.ih_*</c>, <c>name.ivh_*</c>, <c>name.glcm_*</c>, <c>name.glrlm_*</c>, <c>name.glszm_*</c>, <c>name.gldzm_*</c>, <c>name.ngtdm_*</c>,
/// <c>name.ngldm_*</c>, as far as they are asked for; then <c>phase_*</c>. They depend on the options and the series names alone, never on a patient, and carry
/// their IBSI code. A feature that is not defined for a lesion is NaN: texture of a single voxel, flatness of a single voxel,
/// statistics of an intensity mask that re-segmentation emptied.</para>
/// <para>Instances are immutable and may be used from several threads at once. Cost grows with the lesion's bounding box, except for
/// one look over the mask and, with a z-score, over the image.</para>
/// </remarks>
public sealed class RadiomicsExtractor
{
    private const string ShapePrefix = "shape";

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

    /// <summary>Makes an extractor.</summary>
    /// <param name="options">What to compute; null: the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public RadiomicsExtractor(RadiomicsOptions? options = null)
    {
        Options = options ?? new RadiomicsOptions();
        Options.Validate();
    }

    /// <summary>What is computed.</summary>
    public RadiomicsOptions Options { get; }

    /// <summary>The columns for patients with these series, without looking at an image.</summary>
    /// <param name="seriesNames">Names of the series, in order; each unique, of letters, digits, underscore and hyphen.</param>
    public IReadOnlyList<FeatureColumn> Columns(IReadOnlyList<string> seriesNames)
    {
        CheckNames(seriesNames);
        var columns = new List<FeatureColumn>();
        if (Has(RadiomicsFamilies.Morphology))
        {
            Add(columns, ShapePrefix, Morphology.Columns);
        }

        if (Has(RadiomicsFamilies.PlanarDiameters))
        {
            Add(columns, ShapePrefix, PlanarDiameters.Columns);
        }

        foreach (var name in seriesNames)
        {
            foreach (var (family, familyColumns) in SeriesFamilies)
            {
                if (Has(family))
                {
                    Add(columns, name, familyColumns);
                }
            }
        }

        if (Has(RadiomicsFamilies.MultiPhase))
        {
            columns.AddRange(MultiPhase.Columns(seriesNames, Options.Phases));
        }

        return columns;
    }

    private bool Has(RadiomicsFamilies family) => Options.Families.HasFlag(family);

    /// <summary>Computes the features of one patient.</summary>
    /// <param name="series">The series, all on the lesion mask's grid.</param>
    /// <param name="lesion">The lesion.</param>
    /// <param name="reference">Reference tissue on the same grid, for normalisation and relative enhancement; may be null.</param>
    /// <param name="cancellationToken">Checked between series and families.</param>
    /// <returns>One value a column of <see cref="Columns"/>; NaN where not defined.</returns>
    /// <exception cref="EmptyMaskException">A mask has no voxel, or the lesion has none left after resampling.</exception>
    /// <exception cref="GeometryMismatchException">A series or the reference does not lie on the lesion mask's grid.</exception>
    /// <exception cref="InvalidIntensityException">NaN or infinity inside the lesion, or a reference without contrast.</exception>
    public FeatureVector Extract(
        IReadOnlyList<RadiomicsSeries> series, Mask lesion, Mask? reference = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(lesion);
        var columns = Columns([.. series.Select(s => s.Name)]);
        Check(series, lesion, reference);

        var values = new double[columns.Count];
        var remaining = values.AsSpan();
        using var region = LesionRegion.Create(lesion, Options.ResampleSpacing, padding: Math.Max(Options.GlcmDistance, Options.NeighbourhoodDistance));
        var meshVolume = double.NaN;
        if (Has(RadiomicsFamilies.Morphology))
        {
            Morphology.Compute(region, Take(ref remaining, Morphology.Columns.Length));
            meshVolume = values[0];
        }

        if (Has(RadiomicsFamilies.PlanarDiameters))
        {
            PlanarDiameters.Compute(region, Take(ref remaining, PlanarDiameters.Columns.Length));
        }

        foreach (var one in series)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (SeriesFamilies.Any(f => Has(f.Family)))
            {
                ComputeSeries(region, one, reference, meshVolume, ref remaining, cancellationToken);
            }
        }

        if (Has(RadiomicsFamilies.MultiPhase))
        {
            cancellationToken.ThrowIfCancellationRequested();
            MultiPhase.Compute(series, lesion, reference, Options.Phases, remaining);
        }

        return new FeatureVector(columns, values);
    }

    /// <summary>
    /// What image and masks look like at each step: sizes, spacings, bounding boxes, voxel counts and intensities of the image as read
    /// and as resampled, and of the lesion as drawn, as resampled and as re-segmented. Resamples the whole image.
    /// </summary>
    /// <param name="series">The series, on the lesion mask's grid.</param>
    /// <param name="lesion">The lesion.</param>
    /// <param name="reference">Reference tissue on the same grid, for normalisation; may be null.</param>
    /// <param name="cancellationToken">Checked between steps.</param>
    /// <returns>60 values by the tags of the IBSI-1 reference tables, in their order; intensities of an emptied mask are NaN.</returns>
    /// <exception cref="EmptyMaskException">A mask has no voxel, or the lesion has none left after resampling.</exception>
    /// <exception cref="GeometryMismatchException">The series or the reference does not lie on the lesion mask's grid.</exception>
    /// <exception cref="InvalidIntensityException">NaN or infinity inside the lesion, or a reference without contrast.</exception>
    public IReadOnlyList<KeyValuePair<string, double>> Diagnose(
        RadiomicsSeries series, Mask lesion, Mask? reference = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(lesion);
        Check([series], lesion, reference);
        return StageDiagnostics.Compute(series, lesion, IntensityScale.Create(Options.Normalisation, series, reference), Options, cancellationToken);
    }

    /// <summary>Reads the files of one patient and computes the features.</summary>
    /// <param name="files">The files.</param>
    /// <param name="cancellationToken">Checked between files, series and families.</param>
    /// <returns>One value a column of <see cref="Columns"/>; NaN where not defined.</returns>
    /// <exception cref="ImageFormatException">A file is not what its extension says.</exception>
    /// <exception cref="EmptyMaskException">A mask has no voxel, or the lesion has none left after resampling.</exception>
    /// <exception cref="GeometryMismatchException">A series or the reference does not lie on the lesion mask's grid.</exception>
    /// <exception cref="InvalidIntensityException">NaN or infinity inside the lesion, or a reference without contrast.</exception>
    public FeatureVector Extract(RadiomicsFiles files, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        var lesion = ImageFile.ReadMask(files.Lesion, files.LesionLabel);
        if (lesion.Count == 0)
        {
            var label = files.LesionLabel is { } value ? FormattableString.Invariant($" with label {value}") : string.Empty;
            throw new EmptyMaskException($"The lesion mask '{files.Lesion}' has no voxel{label}.");
        }

        var reference = files.Reference is null ? null : ImageFile.ReadMask(files.Reference, files.ReferenceLabel);
        reference?.Geometry.EnsureMatches(lesion.Geometry, name: $"reference mask '{files.Reference}'", otherName: $"lesion mask '{files.Lesion}'");
        if (reference?.Count == 0)
        {
            throw new EmptyMaskException($"The reference mask '{files.Reference}' has no voxel.");
        }

        var series = new List<RadiomicsSeries>();
        foreach (var (name, path) in files.Series)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var image = ImageFile.ReadVolume(path);
            image.Geometry.EnsureMatches(lesion.Geometry, name: $"series '{path}'", otherName: $"lesion mask '{files.Lesion}'");
            series.Add(new RadiomicsSeries(name, image));
        }

        return Extract(series, lesion, reference, cancellationToken);
    }

    private static void Add(List<FeatureColumn> columns, string prefix, FeatureColumn[] family)
    {
        foreach (var column in family)
        {
            columns.Add(column with { Name = $"{prefix}.{column.Name}" });
        }
    }

    private static Span<double> Take(ref Span<double> remaining, int count)
    {
        var taken = remaining[..count];
        remaining = remaining[count..];
        return taken;
    }

    private static void CheckNames(IReadOnlyList<string> seriesNames)
    {
        ArgumentNullException.ThrowIfNull(seriesNames);
        if (seriesNames.Count == 0)
        {
            throw new ArgumentException("At least one series is needed.", nameof(seriesNames));
        }

        var seen = new HashSet<string>(StringComparer.Ordinal) { ShapePrefix };
        foreach (var name in seriesNames)
        {
            if (string.IsNullOrEmpty(name) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            {
                throw new ArgumentException($"The series name '{name}' is not made of letters, digits, underscore and hyphen.", nameof(seriesNames));
            }

            if (!seen.Add(name))
            {
                throw new ArgumentException($"The series name '{name}' is used twice or reserved ('{ShapePrefix}').", nameof(seriesNames));
            }
        }
    }

    private void Check(IReadOnlyList<RadiomicsSeries> series, Mask lesion, Mask? reference)
    {
        foreach (var one in series)
        {
            one.Image.Geometry.EnsureMatches(lesion.Geometry, name: $"series '{one.Name}'", otherName: "lesion mask");
        }

        if (reference is not null)
        {
            lesion.Geometry.EnsureMatches(reference.Geometry, name: "lesion mask", otherName: "reference mask");
            if (reference.Count == 0)
            {
                throw new EmptyMaskException("The reference mask has no voxel inside.");
            }
        }
        else if (Options.Normalisation == IntensityNormalisation.ZScoreReference)
        {
            throw new ArgumentException($"The normalisation {Options.Normalisation} needs a reference mask.", nameof(reference));
        }
    }

    private void ComputeSeries(
        LesionRegion region, RadiomicsSeries series, Mask? reference, double meshVolume, ref Span<double> remaining, CancellationToken cancellationToken)
    {
        var scale = IntensityScale.Create(Options.Normalisation, series, reference);
        using var intensities = SeriesIntensities.Create(region, series, scale, Options);
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
            LocalIntensity.Compute(region, series, scale, intensities, Options, TakeFamily(RadiomicsFamilies.LocalIntensity, ref remaining));
        }

        if (Has(RadiomicsFamilies.Statistics))
        {
            IntensityStatistics.Compute(intensities.Values, TakeFamily(RadiomicsFamilies.Statistics, ref remaining));
        }

        var histogram = TakeFamily(RadiomicsFamilies.IntensityHistogram, ref remaining);
        if (Has(RadiomicsFamilies.IntensityVolumeHistogram))
        {
            IntensityVolumeHistogram.Compute(intensities.Values, Options, TakeFamily(RadiomicsFamilies.IntensityVolumeHistogram, ref remaining));
        }

        if ((Options.Families & Texture) == RadiomicsFamilies.None)
        {
            return;
        }

        cancellationToken.ThrowIfCancellationRequested();
        using var grid = LevelGrid.Create(region, intensities, Options);
        if (!histogram.IsEmpty)
        {
            IntensityHistogram.Compute(grid, histogram);
        }

        var cooccurrence = TakeFamily(RadiomicsFamilies.Cooccurrence, ref remaining);
        var correlation = TakeFamily(RadiomicsFamilies.MaximalCorrelation, ref remaining);
        if (!cooccurrence.IsEmpty || !correlation.IsEmpty)
        {
            Cooccurrence.Compute(grid, Options, cooccurrence, correlation);
        }

        if (Has(RadiomicsFamilies.RunLength))
        {
            cancellationToken.ThrowIfCancellationRequested();
            RunLength.Compute(grid, Options, TakeFamily(RadiomicsFamilies.RunLength, ref remaining));
        }

        cancellationToken.ThrowIfCancellationRequested();
        var bySize = TakeFamily(RadiomicsFamilies.SizeZone, ref remaining);
        var byDistance = TakeFamily(RadiomicsFamilies.DistanceZone, ref remaining);
        if (!bySize.IsEmpty || !byDistance.IsEmpty)
        {
            Zones.Compute(grid, Options, bySize, byDistance);
        }

        cancellationToken.ThrowIfCancellationRequested();
        var byDifference = TakeFamily(RadiomicsFamilies.NeighbourhoodDifference, ref remaining);
        var byDependence = TakeFamily(RadiomicsFamilies.NeighbourhoodDependence, ref remaining);
        if (!byDifference.IsEmpty || !byDependence.IsEmpty)
        {
            Neighbourhoods.Compute(grid, Options, byDifference, byDependence);
        }
    }

    /// <summary>The values of a family of a series; none when it is not asked for.</summary>
    private Span<double> TakeFamily(RadiomicsFamilies family, ref Span<double> remaining) =>
        Take(ref remaining, Has(family) ? Array.Find(SeriesFamilies, f => f.Family == family).Columns.Length : 0);
}

using HccRisk.Cohorts;
using HccRisk.Core.Columns;
using HccRisk.Core.Errors;
using HccRisk.Imaging;
using HccRisk.Radiomics.Preprocessing;
using HccRisk.Radiomics.Presets;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics.Stability;

/// <summary>
/// The features of a patient as they are and under perturbations, from one reading of the files: which features stand small differences of position, noise and outline, ICC(1,1) over
/// the perturbations says (<c>RepeatedFeatures</c> of HccRisk.Features).
/// </summary>
/// <remarks>
/// Image and mask are turned and shifted in one trilinear interpolation to the working grid, on which nothing is resampled again. A scale of intensities is measured anew on each
/// perturbed image; a bias field is removed once, before. The same seed gives the same bits, whatever the number of threads.
/// </remarks>
public sealed class PerturbedExtractor
{
    private readonly RadiomicsOptions _options;
    private readonly RadiomicsExtractor? _extractor;
    private readonly NamedFeatures? _named;
    private readonly Func<string, int?> _label;
    private readonly PerturbationOptions _perturbations;

    /// <summary>Features of options.</summary>
    /// <param name="options">How features are computed; null: the defaults.</param>
    /// <param name="perturbations">How they are disturbed; null: the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public PerturbedExtractor(RadiomicsOptions? options = null, PerturbationOptions? perturbations = null)
    {
        _options = options ?? new RadiomicsOptions();
        _extractor = new RadiomicsExtractor(_options with { BiasField = null });
        (_perturbations, Moves, _label) = (perturbations ?? new PerturbationOptions(), Perturbation.Draw(perturbations ?? new PerturbationOptions()), _ => null);
    }

    /// <summary>Features of a published configuration.</summary>
    /// <param name="preset">The configuration.</param>
    /// <param name="perturbations">How they are disturbed; null: the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public PerturbedExtractor(RadiomicsPreset preset, PerturbationOptions? perturbations = null)
    {
        ArgumentNullException.ThrowIfNull(preset);
        _named = new NamedFeatures { Options = preset.Options, Names = preset.Columns, Measure = preset.Measure };
        (_options, _label) = (preset.Options, preset.LabelIn);
        (_perturbations, Moves) = (perturbations ?? new PerturbationOptions(), Perturbation.Draw(perturbations ?? new PerturbationOptions()));
    }

    /// <summary>Features of a parameter file of pyradiomics.</summary>
    /// <param name="parameters">The parameter file.</param>
    /// <param name="perturbations">How they are disturbed; null: the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public PerturbedExtractor(PyradiomicsParameters parameters, PerturbationOptions? perturbations = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _named = new NamedFeatures { Options = parameters.Options, Names = parameters.Columns, Measure = parameters.Measure };
        (_options, _label) = (parameters.Options, parameters.LabelIn);
        (_perturbations, Moves) = (perturbations ?? new PerturbationOptions(), Perturbation.Draw(perturbations ?? new PerturbationOptions()));
    }

    /// <summary>The perturbations.</summary>
    public IReadOnlyList<Perturbation> Moves { get; }

    /// <summary>Perturbations computed at once, 1 or more. Default: the number of processors.</summary>
    public int MaxParallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>The columns for patients with these series.</summary>
    /// <param name="seriesNames">Names of the series, in order.</param>
    public IReadOnlyList<FeatureColumn> Columns(IReadOnlyList<string> seriesNames) =>
        _extractor?.Columns(seriesNames) ?? _named!.Columns(seriesNames);

    /// <summary>Reads the files of a patient of a cohort and computes the features of each perturbation.</summary>
    /// <param name="patient">The patient.</param>
    /// <param name="series">Names of the MRI series in the manifest.</param>
    /// <param name="cancellationToken">Checked between perturbations.</param>
    /// <returns>One vector a perturbation.</returns>
    /// <exception cref="BadInputException">A file, mask or image cannot be used.</exception>
    public IReadOnlyList<FeatureVector> Extract(Patient patient, IReadOnlyList<string> series, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(patient);
        ArgumentNullException.ThrowIfNull(series);
        return Extract(CaseReader.Read(RadiomicsJob.FilesOf(patient, series, [], _label), _options, cancellationToken), cancellationToken);
    }

    /// <summary>Computes the features of each perturbation of a patient.</summary>
    /// <param name="patient">The images and masks; series that a patient may lack are left out.</param>
    /// <param name="cancellationToken">Checked between perturbations.</param>
    /// <returns>One vector a perturbation, with the columns of <see cref="Columns"/>; NaN where not defined, or where the perturbation leaves nothing of the lesion.</returns>
    /// <exception cref="EmptyMaskException">A mask has no voxel.</exception>
    /// <exception cref="GeometryMismatchException">A series does not lie on the grid of its masks.</exception>
    public IReadOnlyList<FeatureVector> Extract(RadiomicsCase patient, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(patient);
        var prepared = Prepare(patient with { Optional = [] }, cancellationToken);
        var names = patient.Series.Select(s => s.Name).ToArray();
        var result = new FeatureVector[Moves.Count];
        try
        {
            Parallel.For(
                0,
                result.Length,
                new ParallelOptions { MaxDegreeOfParallelism = MaxParallelism, CancellationToken = cancellationToken },
                i => result[i] = Measure(prepared, Moves[i], names, cancellationToken));
        }
        catch (AggregateException e) when (e.InnerExceptions[0] is BadInputException or ArgumentException or OperationCanceledException)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        return result;
    }

    private List<PerturbedGroup> Prepare(RadiomicsCase patient, CancellationToken cancellationToken)
    {
        var groups = MaskAlignment.Groups(patient, _options, [], []);
        foreach (var group in groups.Where(_ => _options.BiasField is not null))
        {
            for (var i = 0; i < group.Series.Count; i++)
            {
                var (place, series) = group.Series[i];
                group.Series[i] = (place, series with { Image = BiasFieldStage.Correct(series, _options, cancellationToken).Corrected });
            }
        }

        return [.. groups.Select(g => new PerturbedGroup(g, _options, _perturbations))];
    }

    private FeatureVector Measure(List<PerturbedGroup> groups, Perturbation move, string[] names, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var series = new RadiomicsSeries[names.Length];
        RadiomicsCase? first = null;
        foreach (var group in groups)
        {
            var (images, masks) = group.Make(move);
            first ??= masks;
            foreach (var (place, image) in images)
            {
                series[place] = image with { Masks = ReferenceEquals(first, masks) ? null : new SeriesMasks { Lesion = masks.Lesion, Reference = masks.Reference, Organ = masks.Organ } };
            }
        }

        try
        {
            return Measure(first! with { Series = series }, names, cancellationToken);
        }
        catch (EmptyMaskException e)
        {
            var columns = Columns(names);
            return new FeatureVector(columns, [.. columns.Select(_ => double.NaN)]) { Missing = [FormattableString.Invariant($"perturbation {move.Number}: {e.Message}")] };
        }
    }

    private FeatureVector Measure(RadiomicsCase patient, string[] names, CancellationToken cancellationToken)
    {
        if (_extractor is not null)
        {
            return _extractor.Extract(patient, cancellationToken);
        }

        FeatureVector[] each = [.. patient.Series.Select(s => _named!.Measure(s, s.Masks?.Lesion ?? patient.Lesion, cancellationToken))];
        return new FeatureVector(_named!.Columns(names), [.. each.SelectMany(v => v.Values)]) { Missing = [.. each.SelectMany(v => v.Missing)] };
    }
}

using HccRisk.Cohorts;
using HccRisk.Cohorts.Tables;
using HccRisk.Core.Columns;
using HccRisk.Radiomics.Presets;

namespace HccRisk.Radiomics;

/// <summary>The work order that has a feature store compute radiomics.</summary>
public static class RadiomicsJob
{
    /// <summary>
    /// Radiomics of the lesion of each patient on the named series, against reference tissue when there is a mask of it, with shells cut to the organ
    /// mask when the options ask for regions. Of several masks of a kind, a series takes the one that has its name, and any other the one named as the
    /// first series or else the first listed. Series may lie on several grids, as <see cref="RadiomicsExtractor"/> says.
    /// Table <c>radiomics</c>, modality <c>Radiomics</c>, known before surgery.
    /// </summary>
    /// <param name="options">How features are computed.</param>
    /// <param name="series">Names of the MRI series in the manifest; a patient without one of them fails, on record.</param>
    /// <param name="optional">
    /// Names of further series, with columns after those of <paramref name="series"/>: a patient without one of them, or whose image cannot be
    /// used, has NaN there, with the reason in <see cref="FeatureTable.Remarks"/>. Default null: none.
    /// </param>
    public static FeatureJob Create(RadiomicsOptions options, IReadOnlyList<string> series, IReadOnlyList<string>? optional = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(series);
        optional ??= [];
        var extractor = new RadiomicsExtractor(options);
        return Create(
            options.ToCanonicalString(), options.UsesOrgan, label: _ => null, extractor.Columns([.. series, .. optional]), series, optional, extractor.Extract);
    }

    /// <summary>
    /// The same under a published configuration: for each series the columns of <see cref="RadiomicsPreset.Columns"/>, after the series' name and a dot
    /// (<c>arterial.original_glcm_Contrast</c>). Masks without label in the manifest have that of <see cref="RadiomicsPreset.LabelIn"/>.
    /// </summary>
    /// <param name="preset">The configuration.</param>
    /// <param name="series">Names of the MRI series in the manifest; a patient without one of them fails, on record.</param>
    /// <param name="optional">Names of further series that a patient may lack. Default null: none.</param>
    public static FeatureJob Create(RadiomicsPreset preset, IReadOnlyList<string> series, IReadOnlyList<string>? optional = null)
    {
        ArgumentNullException.ThrowIfNull(preset);
        var work = new NamedFeatures { Options = preset.Options, Names = preset.Columns, Measure = preset.Measure };
        return Create($"preset={preset.Name};{preset.Options.ToCanonicalString()}", preset.LabelIn, work, series, optional);
    }

    /// <summary>
    /// The same under a parameter file of pyradiomics, with its names after the series' name and a dot. Masks without label in the manifest have that of
    /// <see cref="PyradiomicsParameters.LabelIn"/>.
    /// </summary>
    /// <param name="parameters">The parameter file.</param>
    /// <param name="series">Names of the MRI series in the manifest; a patient without one of them fails, on record.</param>
    /// <param name="optional">Names of further series that a patient may lack. Default null: none.</param>
    public static FeatureJob Create(PyradiomicsParameters parameters, IReadOnlyList<string> series, IReadOnlyList<string>? optional = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var work = new NamedFeatures { Options = parameters.Options, Names = parameters.Columns, Measure = parameters.Measure };
        return Create($"pyradiomics;label={parameters.Label};{parameters.ToCanonicalString()}", parameters.LabelIn, work, series, optional);
    }

    /// <summary>Goes up when the same files give other numbers although the options are the same; 2: pixel values of Philips MR, masks of DICOM; 3: Riesz of a LoG at the image's border.</summary>
    private const int ReadingVersion = 3;

    private static FeatureJob Create(string text, Func<string, int?> label, NamedFeatures work, IReadOnlyList<string> series, IReadOnlyList<string>? optional)
    {
        ArgumentNullException.ThrowIfNull(series);
        string[] all = [.. series, .. optional ?? []];
        _ = new RadiomicsExtractor().Columns(all); // Its faults of the names are these.
        return Create(text, usesOrgan: false, label, work.Columns(all), series, optional ?? [], work.Extract);
    }

    private static FeatureJob Create(
        string text,
        bool usesOrgan,
        Func<string, int?> label,
        IReadOnlyList<FeatureColumn> columns,
        IReadOnlyList<string> series,
        IReadOnlyList<string> optional,
        Func<RadiomicsFiles, CancellationToken, FeatureVector> extract)
    {
        string[] all = [.. series, .. optional];
        return new FeatureJob
        {
            Name = "radiomics",
            Modality = "Radiomics",
            Availability = Availability.Pre,
            CreatedBy = nameof(RadiomicsExtractor),
            Options = $"{text};reading={ReadingVersion};series={string.Join(',', series)}{(optional.Count > 0 ? ";optional=" + string.Join(',', optional) : string.Empty)}",
            Columns = columns,
            Inputs = p => p.Files.Where(f =>
                f.Kind is PatientFileKind.Mask or PatientFileKind.ReferenceMask
                || (f.Kind == PatientFileKind.OrganMask && usesOrgan)
                || (f.Kind == PatientFileKind.Mri && all.Contains(f.Name, StringComparer.OrdinalIgnoreCase))),
            Extract = (patient, cancellationToken) => extract(FilesOf(patient, series, optional, label), cancellationToken),
        };
    }

    internal static RadiomicsFiles FilesOf(Patient patient, IReadOnlyList<string> series, IReadOnlyList<string> optional, Func<string, int?> label)
    {
        var mask = Mask(patient, PatientFileKind.Mask, series)
            ?? throw new InvalidDataException("the manifest lists no lesion mask");
        var reference = Mask(patient, PatientFileKind.ReferenceMask, series);
        var organ = Mask(patient, PatientFileKind.OrganMask, series);
        return new RadiomicsFiles
        {
            Series = [.. series.Select(s => KeyValuePair.Create(
                s,
                patient.File(PatientFileKind.Mri, s)?.Path ?? throw new InvalidDataException($"the manifest lists no MRI series '{s}'")))],
            Optional = [.. optional.Select(s => KeyValuePair.Create(s, patient.File(PatientFileKind.Mri, s)?.Path))],
            SeriesMasks = series.Concat(optional).ToDictionary(s => s, s => MasksOf(patient, s, label), StringComparer.Ordinal),
            Lesion = mask.Path,
            LesionLabel = mask.Label ?? label(mask.Path),
            Reference = reference?.Path,
            ReferenceLabel = reference?.Label,
            Organ = organ?.Path,
            OrganLabel = organ?.Label,
        };
    }

    /// <summary>The mask named as the first series, or else the first.</summary>
    private static PatientFile? Mask(Patient patient, PatientFileKind kind, IReadOnlyList<string> series) =>
        (series.Count > 0 ? patient.File(kind, series[0]) : null) ?? patient.FilesOf(kind).FirstOrDefault();

    private static SeriesMaskFiles MasksOf(Patient patient, string series, Func<string, int?> label)
    {
        var (lesion, reference, organ) = (patient.File(PatientFileKind.Mask, series), patient.File(PatientFileKind.ReferenceMask, series), patient.File(PatientFileKind.OrganMask, series));
        return new SeriesMaskFiles
        {
            Lesion = lesion?.Path,
            LesionLabel = lesion is null ? null : lesion.Label ?? label(lesion.Path),
            Reference = reference?.Path,
            ReferenceLabel = reference?.Label,
            Organ = organ?.Path,
            OrganLabel = organ?.Label,
        };
    }
}

using HccRisk.Core.Cohorts;
using HccRisk.Core.Tables;

namespace HccRisk.Features.Radiomics;

/// <summary>The work order that has a feature store compute radiomics.</summary>
public static class RadiomicsJob
{
    /// <summary>
    /// Radiomics of the first lesion mask of each patient on the named series, against the first reference mask when there is one, with shells cut
    /// to the first organ mask when the options ask for regions.
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
        string[] all = [.. series, .. optional];
        var extractor = new RadiomicsExtractor(options);
        return new FeatureJob
        {
            Name = "radiomics",
            Modality = "Radiomics",
            Availability = Availability.Pre,
            CreatedBy = nameof(RadiomicsExtractor),
            Options = $"{options.ToCanonicalString()};series={string.Join(',', series)}{(optional.Count > 0 ? ";optional=" + string.Join(',', optional) : string.Empty)}",
            Columns = extractor.Columns(all),
            Inputs = p => p.Files.Where(f =>
                f.Kind is PatientFileKind.Mask or PatientFileKind.ReferenceMask
                || (f.Kind == PatientFileKind.OrganMask && options.Regions.Any)
                || (f.Kind == PatientFileKind.Mri && all.Contains(f.Name, StringComparer.OrdinalIgnoreCase))),
            Extract = (patient, cancellationToken) => extractor.Extract(FilesOf(patient, series, optional), cancellationToken),
        };
    }

    private static RadiomicsFiles FilesOf(Patient patient, IReadOnlyList<string> series, IReadOnlyList<string> optional)
    {
        var mask = patient.FilesOf(PatientFileKind.Mask).FirstOrDefault()
            ?? throw new FileNotFoundException("the manifest lists no lesion mask");
        var reference = patient.FilesOf(PatientFileKind.ReferenceMask).FirstOrDefault();
        var organ = patient.FilesOf(PatientFileKind.OrganMask).FirstOrDefault();
        return new RadiomicsFiles
        {
            Series = [.. series.Select(s => KeyValuePair.Create(
                s,
                patient.File(PatientFileKind.Mri, s)?.Path ?? throw new FileNotFoundException($"the manifest lists no MRI series '{s}'")))],
            Optional = [.. optional.Select(s => KeyValuePair.Create(s, patient.File(PatientFileKind.Mri, s)?.Path))],
            Lesion = mask.Path,
            LesionLabel = mask.Label,
            Reference = reference?.Path,
            ReferenceLabel = reference?.Label,
            Organ = organ?.Path,
            OrganLabel = organ?.Label,
        };
    }
}

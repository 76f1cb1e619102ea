using HccRisk.Core.Cohorts;
using HccRisk.Core.Tables;

namespace HccRisk.Features.Radiomics;

/// <summary>The work order that has a feature store compute radiomics.</summary>
public static class RadiomicsJob
{
    /// <summary>
    /// Radiomics of the first lesion mask of each patient on the named series, against the first reference mask when there is one.
    /// Table <c>radiomics</c>, modality <c>Radiomics</c>, known before surgery.
    /// </summary>
    /// <param name="options">How features are computed.</param>
    /// <param name="series">Names of the MRI series in the manifest; a patient without one of them fails, on record.</param>
    public static FeatureJob Create(RadiomicsOptions options, IReadOnlyList<string> series)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(series);
        var extractor = new RadiomicsExtractor(options);
        return new FeatureJob
        {
            Name = "radiomics",
            Modality = "Radiomics",
            Availability = Availability.Pre,
            CreatedBy = nameof(RadiomicsExtractor),
            Options = $"{options.ToCanonicalString()};series={string.Join(',', series)}",
            Columns = extractor.Columns(series),
            Inputs = p => p.Files.Where(f =>
                f.Kind is PatientFileKind.Mask or PatientFileKind.ReferenceMask
                || (f.Kind == PatientFileKind.Mri && series.Contains(f.Name, StringComparer.OrdinalIgnoreCase))),
            Extract = (patient, cancellationToken) => extractor.Extract(FilesOf(patient, series), cancellationToken),
        };
    }

    private static RadiomicsFiles FilesOf(Patient patient, IReadOnlyList<string> series)
    {
        var mask = patient.FilesOf(PatientFileKind.Mask).FirstOrDefault()
            ?? throw new FileNotFoundException("the manifest lists no lesion mask");
        var reference = patient.FilesOf(PatientFileKind.ReferenceMask).FirstOrDefault();
        return new RadiomicsFiles
        {
            Series = [.. series.Select(s => KeyValuePair.Create(
                s,
                patient.File(PatientFileKind.Mri, s)?.Path ?? throw new FileNotFoundException($"the manifest lists no MRI series '{s}'")))],
            Lesion = mask.Path,
            LesionLabel = mask.Label,
            Reference = reference?.Path,
            ReferenceLabel = reference?.Label,
        };
    }
}

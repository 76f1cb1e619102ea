using HccRisk.Core.Cohorts;
using HccRisk.Core.Tables;
using HccRisk.Features.Pathomics;
using HccRisk.Features.Pathomics.Embedding;
using HccRisk.Features.Radiomics;
using HccRisk.Studies.Protocol;

namespace HccRisk.Studies.Running;

/// <summary>How features are computed from files: decided once on development data, kept with the model, used again for every new patient.</summary>
public sealed record FeatureSetup
{
    /// <summary>Names of the MRI series, in order; empty when there are none.</summary>
    public IReadOnlyList<string> Series { get; init; } = [];

    /// <summary>Whether slides are used.</summary>
    public bool Slides { get; init; }

    /// <summary>Radiomics options.</summary>
    public RadiomicsOptions Radiomics { get; init; } = new();

    /// <summary>Pathomics options.</summary>
    public PathomicsOptions Pathomics { get; init; } = new();

    /// <summary>Name of the slide backbone; null for the embedded default.</summary>
    public string? Backbone { get; init; }

    /// <summary>SHA-256 of the slide backbone; null for the embedded default.</summary>
    public string? BackboneSha256 { get; init; }

    /// <summary>The job that computes radiomics.</summary>
    internal FeatureJob RadiomicsJob(int parallelism)
    {
        var extractor = new RadiomicsExtractor(Radiomics);
        return new FeatureJob
        {
            Name = "radiomics",
            Modality = ModelSpecification.Radiomics,
            Availability = Availability.Pre,
            CreatedBy = nameof(RadiomicsExtractor),
            Options = $"{Radiomics.ToCanonicalString()};series={string.Join(',', Series)}",
            Columns = extractor.Columns(Series),
            Inputs = p => p.Files.Where(f => f.Kind is PatientFileKind.Mask or PatientFileKind.ReferenceMask || (f.Kind == PatientFileKind.Mri && Uses(f.Name))),
            MaxParallelism = parallelism,
            Extract = (patient, cancellationToken) => extractor.Extract(Files(patient), cancellationToken),
        };
    }

    /// <summary>The job that embeds slides.</summary>
    internal FeatureJob PathomicsJob(OnnxBackbone backbone, int parallelism)
    {
        var extractor = new PathomicsExtractor(Pathomics, backbone);
        return new FeatureJob
        {
            Name = "pathomics",
            Modality = ModelSpecification.Pathomics,
            Availability = Availability.Post,
            CreatedBy = nameof(PathomicsExtractor),
            Options = extractor.Fingerprint,
            Columns = extractor.Columns,
            Inputs = p => p.FilesOf(PatientFileKind.Slide),
            MaxParallelism = parallelism,
            Extract = (patient, cancellationToken) =>
            {
                var slides = patient.FilesOf(PatientFileKind.Slide).Select(f => f.Path).ToArray();
                return slides.Length > 0
                    ? extractor.Extract(slides, cancellationToken)
                    : throw new FileNotFoundException("the manifest lists no slide");
            },
        };
    }

    private bool Uses(string series) => Series.Contains(series, StringComparer.OrdinalIgnoreCase);

    private RadiomicsFiles Files(Patient patient)
    {
        var mask = patient.FilesOf(PatientFileKind.Mask).FirstOrDefault()
            ?? throw new FileNotFoundException("the manifest lists no lesion mask");
        var reference = patient.FilesOf(PatientFileKind.ReferenceMask).FirstOrDefault();
        return new RadiomicsFiles
        {
            Series = [.. Series.Select(s => KeyValuePair.Create(
                s,
                patient.File(PatientFileKind.Mri, s)?.Path ?? throw new FileNotFoundException($"the manifest lists no MRI series '{s}'")))],
            Lesion = mask.Path,
            LesionLabel = mask.Label,
            Reference = reference?.Path,
            ReferenceLabel = reference?.Label,
        };
    }
}

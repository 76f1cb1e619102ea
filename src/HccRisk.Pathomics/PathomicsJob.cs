using HccRisk.Cohorts;
using HccRisk.Cohorts.Tables;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stores;

namespace HccRisk.Pathomics;

/// <summary>The work order that has a feature store embed slides.</summary>
public static class PathomicsJob
{
    /// <summary>
    /// Pooled slide features of each patient over all slides of the manifest. Table <c>pathomics</c>, modality <c>Pathomics</c>, known
    /// after surgery only.
    /// </summary>
    /// <param name="options">How slides are tiled, embedded and pooled.</param>
    /// <param name="backbone">The network; it must outlive the job.</param>
    /// <param name="tiles">Where tile embeddings are taken from and kept; null (the default) keeps none. The table is the same.</param>
    public static FeatureJob Create(PathomicsOptions options, OnnxBackbone backbone, TileStore? tiles = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(backbone);
        var extractor = new PathomicsExtractor(options, backbone, tiles);
        return new FeatureJob
        {
            Name = "pathomics",
            Modality = "Pathomics",
            Availability = Availability.Post,
            CreatedBy = nameof(PathomicsExtractor),
            Options = extractor.Fingerprint,
            Columns = extractor.Columns,
            Inputs = p => p.FilesOf(PatientFileKind.Slide),
            Extract = (patient, cancellationToken) =>
            {
                var slides = patient.FilesOf(PatientFileKind.Slide).Select(SlideInput.Of).ToArray();
                return slides.Length > 0
                    ? extractor.Extract(slides, cancellationToken)
                    : throw new InvalidDataException("the manifest lists no slide");
            },
        };
    }
}

using System.Text.Json.Serialization;
using HccRisk.Pathomics.Stain;
using HccRisk.Pathomics.Tiling;
using HccRisk.Pathomics.Tissue;

namespace HccRisk.Pathomics.Embedding;

/// <summary>How slides become embeddings.</summary>
public sealed record SlideEmbedderOptions
{
    /// <summary>How tissue is found.</summary>
    public TissueOptions Tissue { get; init; } = new();

    /// <summary>Which tiles are taken.</summary>
    public TileOptions Tiling { get; init; } = new();

    /// <summary>What a tile must be like to be used, judged by its pixels before any normalisation; null takes every tile with tissue.</summary>
    public TileQualityOptions? Quality { get; init; } = new();

    /// <summary>How tiles are brought to one stain; null (the default) leaves them as they are.</summary>
    public SlideNormalisation? Normalisation { get; init; }

    /// <summary>
    /// Whether stain and nuclei of each tile are measured; true by default. Without them there are no handcrafted features, and about a
    /// millisecond of processor time a tile is saved.
    /// </summary>
    public bool MeasureNuclei { get; init; } = true;

    /// <summary>
    /// Whether the shape of nuclei (eccentricity, circularity), the spread of their haematoxylin, the distances to their four nearest (micrometres)
    /// and the texture of the haematoxylin (16-level co-occurrence) are measured as well, which gives 26 more handcrafted features; false by
    /// default. Needs <see cref="MeasureNuclei"/>.
    /// </summary>
    /// <remarks>Left out of JSON when false, so that fingerprints and stores from before there was this choice stay valid.</remarks>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool MeasureMorphometry { get; init; }

    /// <summary>Micrometres per level-0 pixel to believe instead of what the slide says; null (the default) believes the slide.</summary>
    public double? MicronsPerPixel { get; init; }

    /// <summary>
    /// Magnification of the objective of slides for which nothing else is given, 1 to 100: 10 / magnification micrometres per pixel (40x = 0.25),
    /// nominal, instead of what the slides say. Null (the default) believes the slides; <see cref="MicronsPerPixel"/> goes before it.
    /// </summary>
    /// <remarks>Left out of JSON when null, so that fingerprints and stores from before there was this choice stay valid.</remarks>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ObjectivePower { get; init; }

    /// <summary>
    /// Largest part of a slide's tiles with tissue that may be damaged in the file, 0 to 1; 0.01 by default. Up to it they are left out and
    /// counted; beyond it the slide is excluded. 0 excludes a slide for one damaged tile.
    /// </summary>
    public double MaxDamagedFraction { get; init; } = 0.01;

    /// <summary>Tiles in one inference; 1 by default, which is fastest on a processor's one thread. The numbers do not depend on it.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>
    /// Batches decoded ahead of the backbone, 1 to 64; null (the default) takes as many as hold 16 tiles, at least 2, which bridges the
    /// pauses of a busy machine. Memory grows with it.
    /// </summary>
    public int? BatchesAhead { get; init; }

    /// <summary>Threads that decode and measure the tiles of one slide; 1 by default, 1 to 64. The numbers do not depend on it.</summary>
    public int Decoders { get; init; } = 1;

    /// <summary>Inferences of one slide at the same time; 1 by default, 1 to 64. The numbers do not depend on it.</summary>
    public int Inferences { get; init; } = 1;

    /// <summary>Batches decoded ahead of the backbone.</summary>
    internal int Ahead(int batchSize) => BatchesAhead ?? Math.Max(2, 16 / batchSize);

    /// <summary>The same without what only sets the pace.</summary>
    internal SlideEmbedderOptions WithoutPace()
    {
        var pace = new SlideEmbedderOptions();
        return this with { BatchSize = pace.BatchSize, BatchesAhead = pace.BatchesAhead, Decoders = pace.Decoders, Inferences = pace.Inferences };
    }

    /// <summary>Checks every property.</summary>
    /// <exception cref="ArgumentException">A property is out of range; all faults are named.</exception>
    public void Validate()
    {
        Tissue.Validate();
        Tiling.Validate();
        Quality?.Validate();
        Normalisation?.Validate();
        List<string> faults = [];
        if (MeasureMorphometry && !MeasureNuclei)
        {
            faults.Add($"{nameof(MeasureMorphometry)} is true and {nameof(MeasureNuclei)} false; the one needs the other.");
        }

        if (MicronsPerPixel is { } mpp && !(mpp > 0 && double.IsFinite(mpp)))
        {
            faults.Add(FormattableString.Invariant($"{nameof(MicronsPerPixel)} is {mpp}; it must be a finite number above 0."));
        }

        if (ObjectivePower is { } power && !(power is >= 1 and <= 100))
        {
            faults.Add(FormattableString.Invariant($"{nameof(ObjectivePower)} is {power}; it must be 1 to 100."));
        }

        if (!(MaxDamagedFraction is >= 0 and <= 1))
        {
            faults.Add(FormattableString.Invariant($"{nameof(MaxDamagedFraction)} is {MaxDamagedFraction}; it must be 0 to 1."));
        }

        if (BatchSize is < 1 or > 1024)
        {
            faults.Add(FormattableString.Invariant($"{nameof(BatchSize)} is {BatchSize}; it must be 1 to 1024."));
        }

        if (BatchesAhead is < 1 or > 64)
        {
            faults.Add(FormattableString.Invariant($"{nameof(BatchesAhead)} is {BatchesAhead}; it must be 1 to 64."));
        }

        foreach (var (name, value) in new[] { (nameof(Decoders), Decoders), (nameof(Inferences), Inferences) })
        {
            if (value is < 1 or > 64)
            {
                faults.Add(FormattableString.Invariant($"{name} is {value}; it must be 1 to 64."));
            }
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', faults));
        }
    }
}

using System.Text.Json;
using HccRisk.Core.Columns;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Nuclei;
using HccRisk.Pathomics.Pooling;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stores;

namespace HccRisk.Pathomics;

/// <summary>All slides of a patient to one vector. One extractor serves several patients at once.</summary>
public sealed class PathomicsExtractor
{
    /// <summary>Raised whenever the same slide and options would give other numbers than before.</summary>
    private const int AlgorithmVersion = 1;

    private readonly PathomicsOptions _options;
    private readonly OnnxBackbone _backbone;
    private readonly SlideEmbedder _embedder;
    private readonly TileStore? _tiles;

    /// <summary>Creates an extractor.</summary>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="backbone">The tile encoder; the caller disposes it.</param>
    /// <param name="tiles">Where tile embeddings are taken from and kept; null (the default) keeps none.</param>
    /// <exception cref="TileStoreException">The store was made with another backbone or other options.</exception>
    public PathomicsExtractor(PathomicsOptions? options, OnnxBackbone backbone, TileStore? tiles = null)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        _options = options ?? new PathomicsOptions();
        _options.Validate();
        _backbone = backbone;
        _embedder = new SlideEmbedder(backbone, _options.Embedding);
        _tiles = tiles;
        tiles?.Require(_embedder);
        Columns = NameColumns();

        Fingerprint = $"pathomics/{AlgorithmVersion} handcrafted={_options.Handcrafted} pooling={JsonSerializer.Serialize(_options.Pooling)} {_embedder.Fingerprint}";
    }

    /// <summary>The columns every vector has; known without reading a slide.</summary>
    public IReadOnlyList<FeatureColumn> Columns { get; }

    /// <summary>
    /// Everything the numbers depend on besides the slide: algorithm version, options, the backbone's manifest and its hash. Equal text, equal numbers.
    /// </summary>
    public string Fingerprint { get; }

    /// <summary>Reads all slides of one patient and pools over all their tiles.</summary>
    /// <param name="slidePaths">Paths of the slides, at least one.</param>
    /// <param name="cancellationToken">Stops within a tile.</param>
    /// <returns>One value a column; NaN where a feature is not defined (for instance a spread over one tile).</returns>
    /// <exception cref="NoTissueException">None of the slides has a tile with enough tissue.</exception>
    /// <exception cref="SlideFormatException">A slide is unreadable.</exception>
    /// <exception cref="SlideResolutionException">A slide does not state its resolution, or is too coarse.</exception>
    public FeatureVector Extract(IReadOnlyList<string> slidePaths, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(slidePaths);
        return Extract([.. slidePaths.Select(x => new SlideInput(x))], cancellationToken);
    }

    /// <summary>Reads all slides of one patient, for which scales may be given, and pools over all their tiles.</summary>
    /// <param name="slides">The slides, at least one.</param>
    /// <param name="cancellationToken">Stops within a tile.</param>
    /// <returns>
    /// One value a column; NaN where a feature is not defined. Scales that are not the files' own are its source, what is odd about slides its remarks.
    /// </returns>
    /// <exception cref="NoTissueException">None of the slides has a tile with enough tissue.</exception>
    /// <exception cref="SlideFormatException">A slide is unreadable.</exception>
    /// <exception cref="SlideResolutionException">A slide has no known resolution, or is too coarse.</exception>
    public FeatureVector Extract(IReadOnlyList<SlideInput> slides, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(slides);
        if (slides.Count == 0)
        {
            throw new ArgumentException("A patient without a slide has no pathomics: 'slides' is empty.", nameof(slides));
        }

        var embeddings = new List<SlideEmbedding>();
        List<string> scales = [];
        List<string> remarks = [];
        NoTissueException? blank = null;
        foreach (var slide in slides)
        {
            try
            {
                var embedding = _tiles is null ? _embedder.Embed(slide, progress: null, cancellationToken) : _tiles.GetOrEmbed(_embedder, slide, cancellationToken);
                embeddings.Add(embedding);
                remarks.AddRange(embedding.Warnings.Select(text => $"Slide '{slide.Path}': {text}"));
                if (ScaleCheck.Describe(embedding) is { } scale)
                {
                    scales.Add($"slide '{slide.Path}' at {scale}");
                }
            }
            catch (NoTissueException error)
            {
                // One blank slide among several says nothing about the patient.
                blank = error;
            }
        }

        return embeddings.Count > 0
            ? Pool(embeddings) with { Source = scales.Count > 0 ? string.Join("; ", scales) : null, Remarks = remarks }
            : throw blank!;
    }

    /// <summary>Pools embeddings already made with this extractor's backbone and options.</summary>
    /// <param name="slides">The slides of one patient, at least one.</param>
    public FeatureVector Pool(IReadOnlyList<SlideEmbedding> slides)
    {
        ArgumentNullException.ThrowIfNull(slides);
        var pooled = TilePooling.Pool([.. slides.Select(x => x.Values)], _backbone.Manifest.Width, _options.Pooling);
        double[] values = _options.Handcrafted ? [.. NuclearFeatures.Compute([.. slides.SelectMany(x => x.Statistics)], _options.Embedding.MeasureMorphometry), .. pooled] : pooled;
        var infinite = Array.FindIndex(values, double.IsInfinity);
        return infinite < 0
            ? new FeatureVector(Columns, values)
            : throw new InvalidDataException($"Feature '{Columns[infinite].Name}' of {string.Join(", ", slides.Select(x => $"'{x.SlidePath}'"))} is not finite.");
    }

    private List<FeatureColumn> NameColumns()
    {
        List<FeatureColumn> columns = _options.Handcrafted ? [.. NuclearFeatures.Columns(_options.Embedding.MeasureMorphometry)] : [];
        var manifest = _backbone.Manifest;
        var outputs = manifest.OutputLabels();
        foreach (var summary in TilePooling.Summaries(_options.Pooling))
        {
            for (var i = 0; i < manifest.Width; i++)
            {
                columns.Add(new FeatureColumn($"{manifest.Name}_{outputs[i]}_{summary}"));
            }
        }

        return columns;
    }
}

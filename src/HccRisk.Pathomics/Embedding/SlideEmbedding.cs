using HccRisk.Core.Notebooks;
using HccRisk.Pathomics.Nuclei;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stain;
using HccRisk.Pathomics.Tiling;

namespace HccRisk.Pathomics.Embedding;

/// <summary>The tiles of one slide and their embeddings.</summary>
[TypeFormatterSource(typeof(SlideEmbeddingFormatter))]
public sealed class SlideEmbedding
{
    internal SlideEmbedding(string slidePath, TileGrid grid, double tissueFraction, int width, float[] values, TileStatistics[] statistics) =>
        (SlidePath, Grid, TissueFraction, Width, Values, Statistics) = (slidePath, grid, tissueFraction, width, values, statistics);

    /// <summary>Path of the slide; of one that is read from a store, its name there.</summary>
    public string SlidePath { get; }

    /// <summary>The tiles, in the order of the embeddings; coordinates are level-0 pixels.</summary>
    public TileGrid Grid { get; }

    /// <summary>Micrometres per level-0 pixel the slide was read with; null of a file of tiles that an earlier version wrote.</summary>
    public double? SlideMicronsPerPixel { get; internal init; }

    /// <summary>Where <see cref="SlideMicronsPerPixel"/> came from; <see cref="ResolutionSource.None"/> when that was not kept.</summary>
    public ResolutionSource ScaleSource { get; internal init; }

    /// <summary>Part of the slide that is tissue, within the annotation where one was given, 0 to 1.</summary>
    public double TissueFraction { get; }

    /// <summary>
    /// Every tile with tissue, row by row: those in <see cref="Grid"/> and those that were not good enough or are damaged, and why. Of a slide of a store it
    /// is empty: <c>TileStore.FindJudged</c> reads it.
    /// </summary>
    public IReadOnlyList<JudgedTile> Judged { get; internal init; } = [];

    /// <summary>Tiles with tissue that were not good enough and are not in <see cref="Grid"/>.</summary>
    public int RejectedTiles { get; internal init; }

    /// <summary>Tiles with tissue that the file has, but damaged; they are not in <see cref="Grid"/>.</summary>
    public int DamagedTiles { get; internal init; }

    /// <summary>What a reader should know of the slide, each in one line: a scale that contradicts the file's, damaged tiles, colours the backbone was not made for.</summary>
    public IReadOnlyList<string> Warnings { get; internal init; } = [];

    /// <summary>Whether the slide's stain was normalised, or why it could not be and was left as it is; null when it was not asked for.</summary>
    public TileTransformOutcome? Normalisation { get; internal init; }

    /// <summary>Numbers in one embedding.</summary>
    public int Width { get; }

    /// <summary>All embeddings, tile after tile: <c>Grid.Tiles.Count * Width</c> numbers.</summary>
    public ReadOnlyMemory<float> Values { get; }

    /// <summary>Stain and nucleus statistics, one a tile.</summary>
    internal TileStatistics[] Statistics { get; }

    /// <summary>Whether the statistics hold shape, neighbourhood and texture: of every tile or of none.</summary>
    internal bool HasMorphometry => Statistics is [{ Morphometry: not null }, ..];

    /// <summary>The embedding of one tile.</summary>
    /// <param name="tile">Index into <c>Grid.Tiles</c>.</param>
    public ReadOnlySpan<float> this[int tile] => Values.Span.Slice(tile * Width, Width);
}

using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Pooling;

namespace HccRisk.Pathomics.Catalog.Tiles;

/// <summary>How the embeddings of a slide's tiles, one a row, become one vector.</summary>
public sealed record PoolTilesOptions
{
    /// <summary>
    /// The vector column written: the pooled embedding in the row of a slide's last tile, missing values in the others. Default
    /// <c>Pathomics</c>.
    /// </summary>
    public string OutputColumn { get; init; } = "Pathomics";

    /// <summary>
    /// The column written with 1 in the row of a slide's last tile, else 0: what to keep with <c>ml.Data.FilterRowsByColumn</c>. Default
    /// <c>LastTile</c>.
    /// </summary>
    public string LastColumn { get; init; } = "LastTile";

    /// <summary>The vector column of the network's output. Default <c>Embedding</c>.</summary>
    public string EmbeddingColumn { get; init; } = "Embedding";

    /// <summary>The column of faults: tiles with one are left out. Default <c>TileFaults</c>.</summary>
    public string FaultsColumn { get; init; } = "TileFaults";

    /// <summary>The network: its width, how its output becomes one vector, and the names of its numbers.</summary>
    public required BackboneManifest Manifest { get; init; }

    /// <summary>How tiles are pooled; by default mean and standard deviation.</summary>
    public PoolingOptions Pooling { get; init; } = new();
}

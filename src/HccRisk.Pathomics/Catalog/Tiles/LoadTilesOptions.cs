using HccRisk.Pathomics.Embedding;

namespace HccRisk.Pathomics.Catalog.Tiles;

/// <summary>Which tiles become tensors for which network, and the columns; those read are the columns of <see cref="TilePlace"/>.</summary>
public sealed record LoadTilesOptions
{
    /// <summary>
    /// The tensor column written, float32 [3, TilePixels, TilePixels], as the manifest normalises it. Default <c>Tile</c>.
    /// </summary>
    public string OutputColumn { get; init; } = "Tile";

    /// <summary>
    /// The column written with the <see cref="Tissue.TileFaults"/> of a tile as a number; 0 is a good tile. The tensor of a tile with
    /// faults is zero. Default <c>TileFaults</c>.
    /// </summary>
    public string FaultsColumn { get; init; } = "TileFaults";

    /// <summary>The network the tiles are for: pixels, scale, mean and deviation.</summary>
    public required BackboneManifest Manifest { get; init; }

    /// <summary>
    /// How tiles are judged and brought to one stain; what it says of nuclei and pace is not used. The defaults are those of
    /// <see cref="SlideEmbedder"/>.
    /// </summary>
    public SlideEmbedderOptions Embedding { get; init; } = new();

    /// <summary>Checks every property.</summary>
    /// <exception cref="ArgumentException">A property is out of range.</exception>
    public void Validate()
    {
        Manifest.Validate();
        Embedding.Validate();
        if (!TileMapping.Sizes.Contains(Manifest.TilePixels))
        {
            throw new ArgumentException(
                $"Tiles of backbone '{Manifest.Name}' have {Manifest.TilePixels} pixels a side; as ML.NET tensors they can have {string.Join(", ", TileMapping.Sizes)}.");
        }
    }
}

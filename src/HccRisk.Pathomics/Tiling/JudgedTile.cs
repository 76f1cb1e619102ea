using HccRisk.Pathomics.Tissue;

namespace HccRisk.Pathomics.Tiling;

/// <summary>A tile with tissue, and what its pixels say of its quality: why it was kept or not.</summary>
/// <param name="Tile">The tile.</param>
/// <param name="Quality">Its quality; of a damaged tile only the fault.</param>
public readonly record struct JudgedTile(Tile Tile, TileQuality Quality)
{
    /// <summary>Whether it breaks no limit.</summary>
    public bool IsKept => Quality.Faults == TileFaults.None;
}

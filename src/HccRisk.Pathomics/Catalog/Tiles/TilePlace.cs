namespace HccRisk.Pathomics.Catalog.Tiles;

/// <summary>One row of <c>ml.Data.ListTiles</c>: where a tile lies.</summary>
public sealed class TilePlace
{
    /// <summary>Path of the slide.</summary>
    public string Slide { get; set; } = string.Empty;

    /// <summary>Micrometres per level-0 pixel the slide is read with.</summary>
    public double MicronsPerPixel { get; set; }

    /// <summary>Left edge, level-0 pixels.</summary>
    public int X { get; set; }

    /// <summary>Top edge, level-0 pixels.</summary>
    public int Y { get; set; }

    /// <summary>The tile's number within its slide, from 0.</summary>
    public int Index { get; set; }

    /// <summary>Number of tiles of the slide.</summary>
    public int Count { get; set; }
}

namespace HccRisk.Pathomics.Tissue;

/// <summary>What is wrong with a tile.</summary>
[Flags]
public enum TileFaults
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Mostly glass.</summary>
    Blank = 1,

    /// <summary>Ink.</summary>
    Pen = 2,

    /// <summary>Out of focus.</summary>
    Blurred = 4,

    /// <summary>Folded tissue.</summary>
    Folded = 8,

    /// <summary>The file cannot be decoded there.</summary>
    Damaged = 16,
}

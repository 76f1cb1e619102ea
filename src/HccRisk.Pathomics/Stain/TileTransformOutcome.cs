namespace HccRisk.Pathomics.Stain;

/// <summary>What a transform did to a tile.</summary>
public enum TileTransformOutcome
{
    /// <summary>It was changed.</summary>
    Applied,

    /// <summary>Too few pixels are stained to tell how; it was left as it is.</summary>
    Blank,

    /// <summary>Only one stain can be seen; it was left as it is.</summary>
    Indistinct,
}

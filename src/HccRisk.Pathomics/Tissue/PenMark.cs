namespace HccRisk.Pathomics.Tissue;

/// <summary>The ink of a pen mark.</summary>
public enum PenMark
{
    /// <summary>No ink.</summary>
    None,

    /// <summary>Blue, purple or magenta ink: it takes less blue light than the stains do.</summary>
    Blue,

    /// <summary>Green ink.</summary>
    Green,

    /// <summary>Red, crimson or brown ink; a lake of blood looks the same.</summary>
    Red,

    /// <summary>Black or very thick ink; dirt and thick folds look the same.</summary>
    Black,
}

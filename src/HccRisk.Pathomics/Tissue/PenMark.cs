namespace HccRisk.Pathomics.Tissue;

/// <summary>The ink of a pen mark.</summary>
public enum PenMark
{
    /// <summary>No ink.</summary>
    None,

    /// <summary>Blue ink.</summary>
    Blue,

    /// <summary>Green ink.</summary>
    Green,

    /// <summary>Red ink.</summary>
    Red,

    /// <summary>Black or very thick ink; dirt and thick folds look the same.</summary>
    Black,
}

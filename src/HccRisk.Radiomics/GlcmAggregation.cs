namespace HccRisk.Radiomics;

/// <summary>How co-occurrence matrices of several directions and slices become one value a feature (IBSI section 3.6).</summary>
public enum GlcmAggregation
{
    /// <summary>3-D: features of the 13 direction matrices, averaged (IBSI ITBB).</summary>
    Averaged3D = 0,

    /// <summary>3-D: the 13 direction matrices merged into one (IBSI IAZD).</summary>
    Merged3D = 1,

    /// <summary>2-D: features of each slice and direction, averaged (IBSI BTW3).</summary>
    Averaged2D = 2,

    /// <summary>2-D: directions merged a slice, features averaged over slices (IBSI SUJT).</summary>
    SliceMerged2D = 3,

    /// <summary>2.5-D: slices merged a direction, features averaged over directions (IBSI JJUI).</summary>
    DirectionMerged25D = 4,

    /// <summary>2.5-D: all slices and directions merged into one matrix (IBSI ZW7Z).</summary>
    Merged25D = 5,
}

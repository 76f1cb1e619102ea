namespace HccRisk.Radiomics.Filters;

/// <summary>What a filter sees beyond the border of the image. The names say what happens, since libraries disagree about "mirror" and "reflect".</summary>
public enum FilterBoundary
{
    /// <summary>The image mirrors between its last voxel and the next: d c b a | a b c d | d c b a. What IBSI-2 calls mirror.</summary>
    MirrorHalfSample = 0,

    /// <summary>The image mirrors at the centre of its last voxel: d c b | a b c d | c b a.</summary>
    MirrorWholeSample = 1,

    /// <summary>Zeros.</summary>
    Zero = 2,

    /// <summary>The value of the nearest voxel.</summary>
    Nearest = 3,

    /// <summary>The image repeats: a b c d | a b c d | a b c d.</summary>
    Periodic = 4,
}

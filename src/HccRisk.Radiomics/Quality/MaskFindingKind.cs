namespace HccRisk.Radiomics.Quality;

/// <summary>What is odd about the mask of a lesion.</summary>
public enum MaskFindingKind
{
    /// <summary>It has several parts that do not touch, not even at a corner.</summary>
    Parts,

    /// <summary>It reaches the edge of the image: a part of the lesion may lie beyond.</summary>
    TouchesEdge,

    /// <summary>It is one voxel thick along an axis along which the image has more.</summary>
    OneSlice,

    /// <summary>Voxels that are not lesion are enclosed by it.</summary>
    Holes,

    /// <summary>A part of it is as dark as air.</summary>
    Air,
}

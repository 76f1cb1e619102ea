namespace HccRisk.Imaging;

/// <summary>What is odd about a series or a mask.</summary>
public enum SeriesFindingKind
{
    /// <summary>Slices are missing: a distance is a multiple of the usual one.</summary>
    Gap,

    /// <summary>Distances between slices differ beyond the tolerance.</summary>
    UnequalSpacing,

    /// <summary>The same object (SOPInstanceUID) is there more than once; the later copies are left out.</summary>
    DuplicateInstance,

    /// <summary>Several images at one position that nothing tells apart; the first by instance number is kept.</summary>
    DuplicatePosition,

    /// <summary>Images of another orientation or pixel grid are left out.</summary>
    MixedOrientation,

    /// <summary>Localiser images are left out, or there is nothing else.</summary>
    Localiser,

    /// <summary>The slices drift sideways, by at most half a pixel over the stack.</summary>
    Sheared,

    /// <summary>There is one slice; its thickness stands for the spacing.</summary>
    SingleSlice,

    /// <summary>The time points do not have the same slices.</summary>
    PhasesDiffer,

    /// <summary>Nothing but the instance numbers tells the time points apart.</summary>
    PhasesByInstanceNumber,

    /// <summary>A mask names another series than the one it is put on.</summary>
    OtherSeries,

    /// <summary>A mask has another frame of reference than the image it is put on.</summary>
    OtherFrameOfReference,

    /// <summary>A part of a mask lies beyond the image.</summary>
    OutsideImage,

    /// <summary>A mask was brought to the image's grid by its nearest voxel, the grids being different.</summary>
    Resampled,

    /// <summary>Contours that are no closed planar polygons are left out.</summary>
    ContourSkipped,

    /// <summary>A mask has no voxel on this image.</summary>
    EmptyMask,

    /// <summary>Frames of a segmentation lie beside the slices of the image, each at most half a slice from its own.</summary>
    BesideSlices,

    /// <summary>A segmentation says another distance between its slices than those of the image have; its positions count.</summary>
    FrameSpacing,

    /// <summary>Contours of one slice differ in depth, or the points of one do, by more than rounding; they are taken as lying in that slice.</summary>
    ContourDepth,

    /// <summary>Images without position, orientation or spacing, or in colour, among those of a volume are left out.</summary>
    NotOfVolume,

    /// <summary>What is odd about how stored pixels become values: which rule was used, and why not another.</summary>
    ValueScaling,

    /// <summary>The two places a NIfTI header gives its voxels contradict each other; the sform counts.</summary>
    OrientationsDiffer,

    /// <summary>Contours of one plane partly overlap, so that neither is a hole of the other; they are united.</summary>
    ContoursOverlap,

    /// <summary>A mask has fewer or more voxels than its image, on the same grid: what it lacks is outside.</summary>
    OtherExtent,
}

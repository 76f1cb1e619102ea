namespace HccRisk.Imaging.Dicom.Masks;

/// <summary>Slices of the image between two planes of contours.</summary>
public enum ContourGaps
{
    /// <summary>They stay empty: a slice takes the contours of the nearest plane, where that is at most half a slice away.</summary>
    NearestSlice,

    /// <summary>
    /// They take a shape between the two planes: signed distances to the two outlines, weighted by nearness (shape-based interpolation, Raya and
    /// Udupa 1990). Planes more than twice the usual distance apart are not joined.
    /// </summary>
    Interpolate,
}

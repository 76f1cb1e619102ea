namespace HccRisk.Radiomics.Roi;

/// <summary>Which part of the organ is measured as a region of its own.</summary>
public enum OrganRegion
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The organ mask as it is drawn: columns <c>organ</c>.</summary>
    Whole = 1,

    /// <summary>The organ mask without the voxels of the lesion: columns <c>organ_without_lesion</c>.</summary>
    WithoutLesion = 2,
}

namespace HccRisk.Radiomics.Phases;

/// <summary>Which tissue the liver signs of a lesion are measured against.</summary>
public enum LiverReference
{
    /// <summary>The voxels of the organ mask in a ring around the lesion: liver near the lesion, so that a bias field has little to say. Needs an organ mask.</summary>
    OrganRing = 0,

    /// <summary>The voxels of the reference mask in that ring: for a reference mask that is plain liver. Needs a reference mask.</summary>
    ReferenceRing = 1,

    /// <summary>The whole reference mask. Needs a reference mask.</summary>
    ReferenceMask = 2,
}

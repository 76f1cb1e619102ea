namespace HccRisk.Radiomics;

/// <summary>How it is decided which voxels of a resampled grid belong to the lesion.</summary>
public enum MaskInterpolation
{
    /// <summary>Trilinear: inside where the interpolated mask reaches <see cref="RadiomicsOptions.MaskThreshold"/> (IBSI).</summary>
    Linear = 0,

    /// <summary>As the voxel whose centre is nearest; half-way, the one with the higher index (pyradiomics). Outside the image nothing is inside.</summary>
    Nearest = 1,
}

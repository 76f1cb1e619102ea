namespace HccRisk.Radiomics;

/// <summary>How image intensities are found between voxel centres.</summary>
public enum ImageInterpolation
{
    /// <summary>Trilinear.</summary>
    Linear = 0,

    /// <summary>Cubic B-spline through the voxel values (order 3, with prefilter); may overshoot at sharp edges.</summary>
    CubicSpline = 1,

    /// <summary>The voxel whose centre is nearest; half-way, the one with the higher index.</summary>
    Nearest = 2,
}

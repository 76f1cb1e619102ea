namespace HccRisk.Radiomics;

/// <summary>Where the voxels of a resampled grid lie.</summary>
public enum ResamplingGrid
{
    /// <summary>Both grids have the same centre (IBSI 2.4). Beyond the outermost voxel centres an image keeps their values.</summary>
    Centred = 0,

    /// <summary>The outer corners of both grids' first voxels coincide (pyradiomics). Beyond the outermost voxel centres an image is mirrored at them.</summary>
    FirstCorner = 1,
}

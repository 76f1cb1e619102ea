namespace HccRisk.Radiomics;

/// <summary>Whose rules hold where the definitions of a feature leave something open, or where its authors chose otherwise.</summary>
internal enum FeatureConventions
{
    /// <summary>IBSI-1.</summary>
    Ibsi = 0,

    /// <summary>
    /// pyradiomics: resampled intensities keep the stored type; bins lie between the edges that numpy makes; run lengths leave out directions in which no line
    /// holds two voxels; a voxel without neighbours counts in the grey tone difference.
    /// </summary>
    Pyradiomics = 1,
}

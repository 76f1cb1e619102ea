namespace HccRisk.Radiomics;

/// <summary>How the arbitrary scale of an MR series is removed before statistics and texture; settings are in <see cref="NormalisationOptions"/>.</summary>
public enum IntensityNormalisation
{
    /// <summary>Intensities are used as they are.</summary>
    None = 0,

    /// <summary>z-score by the mean and standard deviation (divisor n) of all finite voxels of the series.</summary>
    ZScoreImage = 1,

    /// <summary>z-score by the mean and standard deviation (divisor n) of the reference mask, such as liver outside the lesion.</summary>
    ZScoreReference = 2,

    /// <summary>Two quantiles of all finite voxels of the series become two target values; linear between and, unless cut, beyond them.</summary>
    Quantiles = 3,

    /// <summary>Divided by the mean of the reference mask, such as spleen or muscle: 1 is as bright as that tissue.</summary>
    ReferenceMean = 4,
}

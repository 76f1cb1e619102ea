using HccRisk.Radiomics.Glcm;
using HccRisk.Radiomics.Intensity;
using HccRisk.Radiomics.Morphology;
using HccRisk.Radiomics.Morphology.Autocorrelation;

namespace HccRisk.Radiomics;

/// <summary>Families of features to compute.</summary>
[Flags]
public enum RadiomicsFamilies
{
    /// <summary>No family.</summary>
    None = 0,

    /// <summary>Intensity-based statistics (IBSI family UHIW), 18 a series.</summary>
    Statistics = 1,

    /// <summary>Morphology (IBSI family HCUG): 21 of the lesion, 2 a series that also use its intensities.</summary>
    Morphology = 2,

    /// <summary>Grey level co-occurrence matrix (IBSI family LFYI), 25 a series.</summary>
    Glcm = 4,

    /// <summary>Enhancement over the contrast phases and against the surrounding tissue; on unprocessed intensities.</summary>
    MultiPhase = 8,

    /// <summary>Grey level run length matrix (IBSI family TP0I), 16 a series.</summary>
    Glrlm = 16,

    /// <summary>Grey level size zone matrix (IBSI family 9SAK), 16 a series.</summary>
    Glszm = 32,

    /// <summary>Grey level distance zone matrix (IBSI family VMDZ), 16 a series.</summary>
    Gldzm = 64,

    /// <summary>Neighbourhood grey tone difference matrix (IBSI family IPET), 5 a series.</summary>
    Ngtdm = 128,

    /// <summary>Neighbouring grey level dependence matrix (IBSI family REK0), 17 a series.</summary>
    Ngldm = 256,

    /// <summary>Local intensity (IBSI family 9ST6), 2 a series.</summary>
    LocalIntensity = 512,

    /// <summary>Intensity histogram (IBSI family ZVCW), 23 a series.</summary>
    IntensityHistogram = 1024,

    /// <summary>Intensity-volume histogram (IBSI family P88C), 7 a series.</summary>
    IntensityVolumeHistogram = 2048,

    /// <summary>Moran's I and Geary's C (IBSI family HCUG), 2 a series: over all pairs of voxels, so slower than all others together.</summary>
    SpatialAutocorrelation = 4096,

    /// <summary>Largest diameters in a plane across each axis, as pyradiomics has them, 3 of the lesion.</summary>
    PlanarDiameters = 8192,

    /// <summary>Maximal correlation coefficient of co-occurrence, as pyradiomics has it, 1 a series.</summary>
    MaximalCorrelation = 16384,

    /// <summary>Densities in the oriented box and the ellipsoid of least volume (IBSI family HCUG), 4 of the lesion.</summary>
    EnclosingShapes = 32768,

    /// <summary>What is computed unless asked otherwise: statistics, morphology, co-occurrence and multi-phase.</summary>
    Default = Statistics | Morphology | Glcm | MultiPhase,

    /// <summary>Every family.</summary>
    All = Default | Glrlm | Glszm | Gldzm | Ngtdm | Ngldm
        | LocalIntensity | IntensityHistogram | IntensityVolumeHistogram | SpatialAutocorrelation | PlanarDiameters | MaximalCorrelation
        | EnclosingShapes,
}

using System.Runtime.InteropServices;

namespace HccRisk.Radiomics.Morphology;

/// <summary>Morphological features by name.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MorphologicalValues
{
    internal double
        VolumeMesh, VolumeVoxels, SurfaceArea, SurfaceToVolume, Compactness1, Compactness2, SphericalDisproportion, Sphericity,
        Asphericity, MaximumDiameter, MajorAxisLength, MinorAxisLength, LeastAxisLength, Elongation, Flatness,
        VolumeDensityAabb, AreaDensityAabb, VolumeDensityEllipsoid, AreaDensityEllipsoid, VolumeDensityHull, AreaDensityHull;
}

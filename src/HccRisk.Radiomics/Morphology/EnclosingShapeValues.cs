using System.Runtime.InteropServices;

namespace HccRisk.Radiomics.Morphology;

/// <summary>Densities in the enclosing shapes by name.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EnclosingShapeValues
{
    internal double
        VolumeDensityOmbb, AreaDensityOmbb, VolumeDensityMvee, AreaDensityMvee;
}

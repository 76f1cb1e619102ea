using System.Runtime.InteropServices;

namespace HccRisk.Radiomics.Morphology.Autocorrelation;

/// <summary>Spatial autocorrelation by name.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SpatialAutocorrelationValues
{
    internal double MoranI, GearyC;
}

using System.Runtime.InteropServices;

namespace HccRisk.Radiomics.Intensity;

/// <summary>Local intensity by name.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LocalIntensityValues
{
    internal double
        IntensityPeakLocal, IntensityPeakGlobal;
}

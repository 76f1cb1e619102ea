using System.Runtime.InteropServices;

namespace HccRisk.Radiomics.Intensity;

/// <summary>Features of the intensity-volume histogram by name.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IntensityVolumeHistogramValues
{
    internal double
        VolumeFraction10, VolumeFraction90, Intensity10, Intensity90, VolumeFractionDifference, IntensityDifference,
        AreaUnderCurve;
}

using System.Runtime.InteropServices;

namespace HccRisk.Radiomics.Morphology;

/// <summary>Morphological features that use intensities, by name.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MorphologicalSeriesValues
{
    internal double
        CentreOfMassShift, IntegratedIntensity;
}

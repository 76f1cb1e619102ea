using System.Runtime.InteropServices;

namespace HccRisk.Radiomics.Morphology;

/// <summary>Diameters in a plane across each axis, by name.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PlanarDiameterValues
{
    internal double
        MaximumDiameterSlice, MaximumDiameterRow, MaximumDiameterColumn;
}

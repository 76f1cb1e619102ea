using System.Runtime.InteropServices;

namespace HccRisk.Radiomics.Texture;

/// <summary>
/// The features that <see cref="EmphasisSums"/> gives: of grey levels, of the quantity (length, size, distance, dependence), of both. Energy
/// is the last, since only dependence matrices have a column of it.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EmphasisValues
{
    internal double
        Small, Large, LowLevel, HighLevel, SmallLowLevel, SmallHighLevel, LargeLowLevel, LargeHighLevel, LevelNonUniformity,
        LevelNonUniformityNormalised, NonUniformity, NonUniformityNormalised, Percentage, LevelVariance, Variance, Entropy,
        Energy;
}

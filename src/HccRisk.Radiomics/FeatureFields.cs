using System.Runtime.InteropServices;

namespace HccRisk.Radiomics;

/// <summary>
/// The values of a family by name: a struct of doubles, one field a feature in the order of the family's columns, laid over a span.
/// </summary>
internal static class FeatureFields
{
    /// <summary>The fields that a span holds, to be written there.</summary>
    internal static ref T In<T>(Span<double> values)
        where T : unmanaged => ref MemoryMarshal.Cast<double, T>(values)[0];

    /// <summary>The fields as a span.</summary>
    internal static Span<double> Of<T>(ref T fields)
        where T : unmanaged => MemoryMarshal.Cast<T, double>(new Span<T>(ref fields));
}

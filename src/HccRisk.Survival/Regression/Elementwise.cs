using System.Numerics.Tensors;

namespace HccRisk.Survival.Regression;

/// <summary>
/// Functions of every value of an array that give the same bits wherever the array lies. Those of the platform go through whole vectors, and one extreme value sends its
/// neighbours another way: which values are neighbours depends on the address.
/// </summary>
internal static class Elementwise
{
    // exp overflows at 709.8, and falls below the smallest normal number at -708.4.
    private const double Plain = 708;

    private const double SmallestNormal = 2.2250738585072014e-308;

    /// <summary>exp of each value.</summary>
    public static void Exp(ReadOnlySpan<double> values, Span<double> results)
    {
        // NaN is not below.
        if (values.Length > 0 && Math.Abs(TensorPrimitives.MaxMagnitude(values)) < Plain)
        {
            TensorPrimitives.Exp(values, results);
            return;
        }

        for (var i = 0; i < values.Length; i++)
        {
            results[i] = Math.Exp(values[i]);
        }
    }

    /// <summary>Natural logarithm of each value.</summary>
    public static void Log(ReadOnlySpan<double> values, Span<double> results)
    {
        if (values.Length > 0 && TensorPrimitives.Min(values) >= SmallestNormal && TensorPrimitives.Max(values) <= double.MaxValue)
        {
            TensorPrimitives.Log(values, results);
            return;
        }

        for (var i = 0; i < values.Length; i++)
        {
            results[i] = Math.Log(values[i]);
        }
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;

namespace HccRisk.Mil.Numerics;

/// <summary>
/// Functions of every number of a register by itself, whatever stands beside it: the same bits wherever an array lies. The absolute
/// error is a
/// few units in the last place of 1.
/// </summary>
/// <typeparam name="T">Single or double.</typeparam>
internal static class VectorMath<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>1 / (1 + exp(-x)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Sigmoid(Vector<T> x) => Vector<T>.One / (Vector<T>.One + Exp(-x));

    /// <summary>The hyperbolic tangent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Tanh(Vector<T> x) =>
        Vector<T>.One - ((Vector<T>.One + Vector<T>.One) / (Vector<T>.One + Exp(x + x)));

    /// <summary>exp, held to what its argument at -87 or 87 gives (-708 or 708 in double precision); NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Exp(Vector<T> x)
    {
        var limit = Constant(typeof(T) == typeof(float) ? 87 : 708);
        x = Vector.ConditionalSelect(Vector.GreaterThan(x, limit), limit, x);
        x = Vector.ConditionalSelect(Vector.LessThan(x, -limit), -limit, x);

        // exp(x) = 2^n exp(r), |r| at most half of ln 2; ln 2 in two parts, so that n ln 2 is taken away without loss.
        var n = Round(x * Constant(1.4426950408889634));
        var r = x - (n * Constant(typeof(T) == typeof(float) ? 0.693359375 : 0.693147180369123816490));
        r -= n * Constant(typeof(T) == typeof(float) ? -2.1219444005469058e-4 : 1.90821492927058770002e-10);

        // The series up to r^7 / 7! in single precision, r^13 / 13! in double.
        var sum = typeof(T) == typeof(float) ? Constant(1.0 / 5040) : Constant(1.0 / 6227020800);
        if (typeof(T) == typeof(double))
        {
            sum = MultiplyAdd(sum, r, Constant(1.0 / 479001600));
            sum = MultiplyAdd(sum, r, Constant(1.0 / 39916800));
            sum = MultiplyAdd(sum, r, Constant(1.0 / 3628800));
            sum = MultiplyAdd(sum, r, Constant(1.0 / 362880));
            sum = MultiplyAdd(sum, r, Constant(1.0 / 40320));
            sum = MultiplyAdd(sum, r, Constant(1.0 / 5040));
        }

        sum = MultiplyAdd(sum, r, Constant(1.0 / 720));
        sum = MultiplyAdd(sum, r, Constant(1.0 / 120));
        sum = MultiplyAdd(sum, r, Constant(1.0 / 24));
        sum = MultiplyAdd(sum, r, Constant(1.0 / 6));
        sum = MultiplyAdd(sum, r, Constant(0.5));
        sum = MultiplyAdd(sum, r, Vector<T>.One);
        sum = MultiplyAdd(sum, r, Vector<T>.One);
        return sum * PowerOfTwo(n);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> MultiplyAdd(Vector<T> a, Vector<T> b, Vector<T> sum) => typeof(T) == typeof(float)
        ? Vector.MultiplyAddEstimate(a.As<T, float>(), b.As<T, float>(), sum.As<T, float>()).As<float, T>()
        : Vector.MultiplyAddEstimate(a.As<T, double>(), b.As<T, double>(), sum.As<T, double>()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Round(Vector<T> x) => typeof(T) == typeof(float)
        ? Vector.Round(x.As<T, float>()).As<float, T>()
        : Vector.Round(x.As<T, double>()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> PowerOfTwo(Vector<T> n) => typeof(T) == typeof(float)
        ? Vector.ShiftLeft(Vector.ConvertToInt32(n.As<T, float>()) + new Vector<int>(127), 23).As<int, T>()
        : Vector.ShiftLeft(Vector.ConvertToInt64(n.As<T, double>()) + new Vector<long>(1023), 52).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Constant(double value) =>
        typeof(T) == typeof(float) ? new Vector<float>((float)value).As<float, T>() : new Vector<double>(value).As<double, T>();
}

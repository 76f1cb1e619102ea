using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HccRisk.Mil.Numerics;

/// <summary>Registers of 256 bits.</summary>
internal readonly unsafe struct Lanes256<T> : ILanes<Vector256<T>, T>
    where T : unmanaged
{
    public static int Count => Vector256<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Load(T* from) => Vector256.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<T> value, T* to) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Broadcast(T value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MultiplyAdd(Vector256<T> a, Vector256<T> b, Vector256<T> sum) => typeof(T) == typeof(float)
        ? Vector256.MultiplyAddEstimate(a.As<T, float>(), b.As<T, float>(), sum.As<T, float>()).As<float, T>()
        : Vector256.MultiplyAddEstimate(a.As<T, double>(), b.As<T, double>(), sum.As<T, double>()).As<double, T>();
}

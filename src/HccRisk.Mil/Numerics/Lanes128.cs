using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HccRisk.Mil.Numerics;

/// <summary>Registers of 128 bits.</summary>
internal readonly unsafe struct Lanes128<T> : ILanes<Vector128<T>, T>
    where T : unmanaged
{
    public static int Count => Vector128<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Load(T* from) => Vector128.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<T> value, T* to) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Broadcast(T value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MultiplyAdd(Vector128<T> a, Vector128<T> b, Vector128<T> sum) => typeof(T) == typeof(float)
        ? Vector128.MultiplyAddEstimate(a.As<T, float>(), b.As<T, float>(), sum.As<T, float>()).As<float, T>()
        : Vector128.MultiplyAddEstimate(a.As<T, double>(), b.As<T, double>(), sum.As<T, double>()).As<double, T>();
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HccRisk.Mil.Numerics;

/// <summary>Registers of 512 bits.</summary>
internal readonly unsafe struct Lanes512<T> : ILanes<Vector512<T>, T>
    where T : unmanaged
{
    public static int Count => Vector512<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Load(T* from) => Vector512.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<T> value, T* to) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Broadcast(T value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MultiplyAdd(Vector512<T> a, Vector512<T> b, Vector512<T> sum) => typeof(T) == typeof(float)
        ? Vector512.MultiplyAddEstimate(a.As<T, float>(), b.As<T, float>(), sum.As<T, float>()).As<float, T>()
        : Vector512.MultiplyAddEstimate(a.As<T, double>(), b.As<T, double>(), sum.As<T, double>()).As<double, T>();
}

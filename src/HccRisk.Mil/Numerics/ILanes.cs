namespace HccRisk.Mil.Numerics;

/// <summary>What a matrix product needs of a vector register: the same code runs in registers of any width.</summary>
/// <typeparam name="TVector">The register.</typeparam>
/// <typeparam name="T">Its numbers.</typeparam>
internal unsafe interface ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged
{
    static abstract int Count { get; }

    static abstract TVector Load(T* from);

    static abstract void Store(TVector value, T* to);

    static abstract TVector Broadcast(T value);

    /// <summary>a * b + sum, rounded once where the processor can.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector sum);
}

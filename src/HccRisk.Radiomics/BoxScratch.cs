using System.Buffers;

namespace HccRisk.Radiomics;

/// <summary>
/// Arrays with a place for each voxel of a box. Usual ones come from the shared pool; a large one, of a thin lesion across its box, is made to
/// measure and left to the collector, since the pool would round it up to a power of two and keep it.
/// </summary>
internal static class BoxScratch<T>
    where T : unmanaged
{
    private const int LargestPooled = 1 << 22;

    internal static T[] Rent(int count) => count <= LargestPooled ? ArrayPool<T>.Shared.Rent(count) : GC.AllocateUninitializedArray<T>(count);

    internal static void Return(T[] array)
    {
        if (array.Length <= LargestPooled)
        {
            ArrayPool<T>.Shared.Return(array);
        }
    }
}

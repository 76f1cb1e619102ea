namespace HccRisk.Radiomics.Filters;

/// <summary>Where a boundary rule finds what lies beyond the border.</summary>
internal static class BoundaryIndex
{
    /// <summary>The voxel that stands for an index along an axis of <paramref name="count"/> voxels; -1: a zero does.</summary>
    internal static int Of(int index, int count, FilterBoundary boundary)
    {
        if ((uint)index < (uint)count)
        {
            return index;
        }

        switch (boundary)
        {
            case FilterBoundary.Zero:
                return -1;
            case FilterBoundary.Nearest:
                return index < 0 ? 0 : count - 1;
            case FilterBoundary.Periodic:
                return Modulo(index, count);
            case FilterBoundary.MirrorHalfSample:
                var half = Modulo(index, 2 * count);
                return half < count ? half : (2 * count) - 1 - half;
            default:
                if (count == 1)
                {
                    return 0;
                }

                var whole = Modulo(index, 2 * (count - 1));
                return whole < count ? whole : (2 * (count - 1)) - whole;
        }
    }

    private static int Modulo(int index, int count) => ((index % count) + count) % count;
}

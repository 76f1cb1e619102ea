using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics.Glcm;

/// <summary>Counts co-occurring grey levels.</summary>
internal static class GlcmMatrix
{
    /// <summary>
    /// Adds the pairs of each voxel and its neighbour in each direction, in one pass over the voxels. Row and column 0 gather pairs
    /// with the outside, so that the loop has no branch; a reader skips them.
    /// </summary>
    /// <param name="levels">Grey levels over the padded box, 0 outside; the padding is at least the directions' length.</param>
    /// <param name="voxels">The voxels to start from.</param>
    /// <param name="strides">Linear offset of each direction.</param>
    /// <param name="levelCount">Highest level.</param>
    /// <param name="counts">One matrix a direction, (levelCount + 1) squared entries each; or a single one for all when <paramref name="merged"/>.</param>
    /// <param name="merged">Whether all directions go to one matrix.</param>
    internal static void Count(
        ReadOnlySpan<ushort> levels, ReadOnlySpan<RegionVoxel> voxels, ReadOnlySpan<int> strides, int levelCount, Span<int> counts, bool merged)
    {
        var side = levelCount + 1;
        var size = merged ? 0 : side * side;
        foreach (ref readonly var voxel in voxels)
        {
            var index = voxel.Index;
            var row = levels[index] * side;
            for (var d = 0; d < strides.Length; d++)
            {
                counts[(d * size) + row + levels[index + strides[d]]]++;
            }
        }
    }
}

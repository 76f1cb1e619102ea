using HccRisk.Features.Radiomics.Preprocessing;

namespace HccRisk.Features.Radiomics.Matrices;

/// <summary>Counts runs of one grey level.</summary>
internal static class RunLengthMatrix
{
    /// <summary>Adds the runs that start at one of the voxels, by level (row) and length (column); each is walked from its first voxel.</summary>
    /// <param name="levels">Grey levels over the padded box, 0 outside.</param>
    /// <param name="voxels">The voxels: whole runs.</param>
    /// <param name="strides">Linear offset of each direction; all add to the same matrix.</param>
    /// <param name="width">Longest possible run + 1.</param>
    /// <param name="counts">The matrix, rows of <paramref name="width"/>.</param>
    internal static void Count(ReadOnlySpan<ushort> levels, ReadOnlySpan<RegionVoxel> voxels, ReadOnlySpan<int> strides, int width, Span<int> counts)
    {
        foreach (var stride in strides)
        {
            foreach (ref readonly var voxel in voxels)
            {
                var index = voxel.Index;
                var level = levels[index];
                if (levels[index - stride] == level)
                {
                    continue;
                }

                var length = 1;
                for (var next = index + stride; levels[next] == level; next += stride)
                {
                    length++;
                }

                counts[(level * width) + length]++;
            }
        }
    }
}

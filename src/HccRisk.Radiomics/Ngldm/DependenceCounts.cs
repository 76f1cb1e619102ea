using System.Numerics;

namespace HccRisk.Radiomics.Ngldm;

/// <summary>Counts the neighbours whose grey level differs by no more than a coarseness.</summary>
internal static class DependenceCounts
{
    /// <summary>
    /// Fills the counts of the voxels <paramref name="first"/> to <paramref name="end"/> of the padded box, as many at a time as a vector has
    /// lanes. Those of voxels outside are not defined.
    /// </summary>
    /// <param name="levels">Grey levels over the padded box, 0 outside.</param>
    /// <param name="first">The first voxel; every neighbour of it lies in the box.</param>
    /// <param name="end">Past the last voxel; every neighbour of that lies in the box.</param>
    /// <param name="strides">Linear offset of each neighbour.</param>
    /// <param name="coarseness">Largest difference of a dependent neighbour.</param>
    /// <param name="counts">The counts, from that of <paramref name="first"/>.</param>
    internal static void Fill(ReadOnlySpan<ushort> levels, int first, int end, ReadOnlySpan<int> strides, int coarseness, Span<ushort> counts)
    {
        var lanes = Vector<ushort>.Count;
        if (end - first < lanes)
        {
            for (var i = first; i < end; i++)
            {
                counts[i - first] = Count(levels, i, strides, coarseness);
            }

            return;
        }

        for (var i = first; i < end; i += lanes)
        {
            // The last vector overlaps the one before.
            var at = Math.Min(i, end - lanes);
            (coarseness == 0 ? CountEqual(levels, at, strides) : CountNear(levels, at, strides, (ushort)coarseness)).CopyTo(counts[(at - first)..]);
        }
    }

    private static Vector<ushort> CountEqual(ReadOnlySpan<ushort> levels, int at, ReadOnlySpan<int> strides)
    {
        var centre = new Vector<ushort>(levels[at..]);
        var count = Vector<ushort>.Zero;
        foreach (var stride in strides)
        {
            count -= Vector.Equals(centre, new Vector<ushort>(levels[(at + stride)..]));
        }

        return count;
    }

    private static Vector<ushort> CountNear(ReadOnlySpan<ushort> levels, int at, ReadOnlySpan<int> strides, ushort coarseness)
    {
        // Differences are taken from the lowest near level on, where one that is lower still turns into a large number.
        var lowest = new Vector<ushort>(levels[at..]) - new Vector<ushort>(coarseness);
        var range = new Vector<ushort>((ushort)(2 * coarseness));
        var count = Vector<ushort>.Zero;
        foreach (var stride in strides)
        {
            var neighbour = new Vector<ushort>(levels[(at + stride)..]);
            count -= Vector.AndNot(Vector.LessThanOrEqual(neighbour - lowest, range), Vector.Equals(neighbour, Vector<ushort>.Zero));
        }

        return count;
    }

    private static ushort Count(ReadOnlySpan<ushort> levels, int at, ReadOnlySpan<int> strides, int coarseness)
    {
        ushort count = 0;
        foreach (var stride in strides)
        {
            int neighbour = levels[at + stride];
            count += (ushort)(neighbour > 0 && Math.Abs(neighbour - levels[at]) <= coarseness ? 1 : 0);
        }

        return count;
    }
}

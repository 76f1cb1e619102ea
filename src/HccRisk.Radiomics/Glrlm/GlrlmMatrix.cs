using System.Numerics;
using System.Runtime.Intrinsics;

namespace HccRisk.Radiomics.Glrlm;

/// <summary>Counts runs of one grey level.</summary>
internal static class GlrlmMatrix
{
    /// <summary>
    /// Adds the runs that end at one of the voxels <paramref name="first"/> to <paramref name="end"/> of the padded box, by level (row) and length
    /// (column). Lengths so far grow from voxel to voxel, many at a time; only the ends of runs are looked at singly.
    /// </summary>
    /// <param name="levels">Grey levels over the padded box, 0 outside.</param>
    /// <param name="first">The first voxel.</param>
    /// <param name="end">Past the last voxel; whole runs lie between.</param>
    /// <param name="strides">Linear offset of each direction; all add to the same matrix.</param>
    /// <param name="width">Longest possible run + 1.</param>
    /// <param name="lengths">Room for the padded box.</param>
    /// <param name="counts">The matrix, rows of <paramref name="width"/>.</param>
    internal static void Count(
        ReadOnlySpan<ushort> levels, int first, int end, ReadOnlySpan<int> strides, int width, Span<ushort> lengths, Span<int> counts)
    {
        foreach (var stride in strides)
        {
            var i = first;
            for (; i + Vector256<ushort>.Count <= end; i += Vector256<ushort>.Count)
            {
                var centre = Vector256.Create(levels[i..]);
                if (stride >= Vector256<ushort>.Count)
                {
                    var before = Vector256.Create((ReadOnlySpan<ushort>)lengths[(i - stride)..]);
                    ((before & Vector256.Equals(centre, Vector256.Create(levels[(i - stride)..]))) + Vector256<ushort>.One).CopyTo(lengths[i..]);
                }
                else
                {
                    Extend(levels, i, i + Vector256<ushort>.Count, stride, lengths);
                }

                var goesOn = Vector256.Equals(centre, Vector256.Create(levels[(i + stride)..])) | Vector256.Equals(centre, Vector256<ushort>.Zero);
                for (var ends = (~goesOn).ExtractMostSignificantBits(); ends != 0; ends &= ends - 1)
                {
                    var at = i + BitOperations.TrailingZeroCount(ends);
                    counts[(levels[at] * width) + lengths[at]]++;
                }
            }

            Extend(levels, i, end, stride, lengths);
            for (; i < end; i++)
            {
                if (levels[i] > 0 && levels[i + stride] != levels[i])
                {
                    counts[(levels[i] * width) + lengths[i]]++;
                }
            }
        }
    }

    private static void Extend(ReadOnlySpan<ushort> levels, int first, int end, int stride, Span<ushort> lengths)
    {
        for (var i = first; i < end; i++)
        {
            lengths[i] = (ushort)(levels[i] == levels[i - stride] ? lengths[i - stride] + 1 : 1);
        }
    }
}

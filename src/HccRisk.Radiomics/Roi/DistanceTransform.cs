using System.Buffers;
using System.Numerics;
using HccRisk.Imaging;

namespace HccRisk.Radiomics.Roi;

/// <summary>
/// Squared Euclidean distance, mm^2, from every voxel centre of a box to the nearest seed, an axis at a time: by the lower envelope of parabolas, so that cost is
/// linear in the voxels (Felzenszwalb and Huttenlocher, Theory of Computing 2012), or, where only some steps matter, by looking at each of them in many lines at once.
/// </summary>
internal static class DistanceTransform
{
    /// <summary>Steps either way up to which looking at each is the faster.</summary>
    private const double LongestWindow = 40;

    /// <summary>Turns 0 at seeds and infinity elsewhere, x fastest, into the squared distances; those above the square of <paramref name="reach"/> may be too large.</summary>
    internal static void Compute(Span<double> distances, int width, int height, int depth, Vector3D spacing, double reach = double.PositiveInfinity)
    {
        AlongX(distances, width, spacing.X);
        var slice = width * height;
        for (var z = 0; z < depth; z++)
        {
            Along(distances.Slice(z * slice, slice), width, height, width, spacing.Y, reach);
        }

        for (var y = 0; y < height; y++)
        {
            Along(distances[(y * width)..], width, depth, slice, spacing.Z, reach);
        }
    }

    /// <summary>Along the lines through the places of a row, side by side.</summary>
    /// <param name="distances">The row, and those it is continued by.</param>
    /// <param name="width">Length of a row.</param>
    /// <param name="length">Number of rows, and length of a line.</param>
    /// <param name="stride">From one row to the next.</param>
    /// <param name="spacing">The same in millimetres.</param>
    /// <param name="reach">As far as distances matter.</param>
    private static void Along(Span<double> distances, int width, int length, int stride, double spacing, double reach)
    {
        var steps = Math.Min(reach / spacing, length);
        if (steps > LongestWindow)
        {
            AlongLines(distances, width, length, stride, spacing, reach * reach);
            return;
        }

        var rows = BoxScratch<double>.Rent(width * length);
        var added = ArrayPool<double>.Shared.Rent((int)steps + 1);
        var seen = ArrayPool<int>.Shared.Rent(length);
        for (var i = 0; i < length; i++)
        {
            distances.Slice(i * stride, width).CopyTo(rows.AsSpan(i * width));
        }

        for (var step = 0; step <= (int)steps; step++)
        {
            added[step] = step * spacing * (step * spacing);
        }

        var (count, first) = (0, 0);
        for (var i = 0; i < length; i++)
        {
            if (rows.AsSpan(i * width, width).ContainsAnyExcept(double.PositiveInfinity))
            {
                seen[count++] = i;
            }
        }

        for (var i = 0; i < length; i++)
        {
            while (first < count && seen[first] < i - (int)steps)
            {
                first++;
            }

            var last = first;
            while (last < count && seen[last] <= i + (int)steps)
            {
                last++;
            }

            TakeLeast(distances.Slice(i * stride, width), rows, seen.AsSpan(first, last - first), i, added);
        }

        ArrayPool<int>.Shared.Return(seen);
        ArrayPool<double>.Shared.Return(added);
        BoxScratch<double>.Return(rows);
    }

    /// <summary>The least of the sums of some rows and what their distance adds, several voxels at once.</summary>
    private static void TakeLeast(Span<double> target, ReadOnlySpan<double> rows, ReadOnlySpan<int> near, int at, ReadOnlySpan<double> added)
    {
        var (width, lanes, x) = (target.Length, Vector<double>.Count, 0);
        for (; x <= width - (4 * lanes); x += 4 * lanes)
        {
            var a = new Vector<double>(double.PositiveInfinity);
            var (b, c, d) = (a, a, a);
            foreach (var row in near)
            {
                var part = rows.Slice((row * width) + x, 4 * lanes);
                var more = new Vector<double>(added[Math.Abs(row - at)]);
                a = Vector.Min(a, new Vector<double>(part) + more);
                b = Vector.Min(b, new Vector<double>(part[lanes..]) + more);
                c = Vector.Min(c, new Vector<double>(part[(2 * lanes)..]) + more);
                d = Vector.Min(d, new Vector<double>(part[(3 * lanes)..]) + more);
            }

            var result = target.Slice(x, 4 * lanes);
            a.CopyTo(result);
            b.CopyTo(result[lanes..]);
            c.CopyTo(result[(2 * lanes)..]);
            d.CopyTo(result[(3 * lanes)..]);
        }

        for (; x < width; x++)
        {
            var least = double.PositiveInfinity;
            foreach (var row in near)
            {
                least = Math.Min(least, rows[(row * width) + x] + added[Math.Abs(row - at)]);
            }

            target[x] = least;
        }
    }

    private static void AlongLines(Span<double> distances, int width, int length, int stride, double spacing, double limit)
    {
        var values = ArrayPool<double>.Shared.Rent((2 * length) + 1);
        var sites = ArrayPool<int>.Shared.Rent(length);
        try
        {
            for (var x = 0; x < width; x++)
            {
                AlongLine(distances[x..], length, stride, spacing, limit, values, sites);
            }
        }
        finally
        {
            ArrayPool<double>.Shared.Return(values);
            ArrayPool<int>.Shared.Return(sites);
        }
    }

    /// <summary>Seeds alone: two sweeps count the steps to the nearest.</summary>
    private static void AlongX(Span<double> distances, int width, double spacing)
    {
        for (var start = 0; start < distances.Length; start += width)
        {
            var row = distances.Slice(start, width);
            if (!row.Contains(0.0))
            {
                continue;
            }

            var steps = double.PositiveInfinity;
            for (var x = 0; x < width; x++)
            {
                row[x] = steps = row[x] == 0 ? 0 : steps + 1;
            }

            for (var x = width - 1; x >= 0; x--)
            {
                steps = Math.Min(row[x], steps + 1);
                row[x] = steps * spacing * (steps * spacing);
            }
        }
    }

    /// <summary>Takes the least, over the voxels of a line, of their value plus the squared distance along the line.</summary>
    private static void AlongLine(Span<double> line, int length, int stride, double spacing, double limit, double[] buffer, int[] sites)
    {
        var values = buffer.AsSpan(0, length);
        var starts = buffer.AsSpan(length, length + 1);
        var count = 0;
        for (var i = 0; i < length; i++)
        {
            var value = values[i] = line[i * stride];
            if (double.IsPositiveInfinity(value) || value > limit)
            {
                continue;
            }

            // Where the parabola of this voxel falls below the last one of the envelope; one that it undercuts from its start leaves.
            var crossing = double.NegativeInfinity;
            while (count > 0)
            {
                var last = sites[count - 1];
                crossing = ((value - values[last]) / (2.0 * (i - last) * spacing * spacing)) + ((i + last) / 2.0);
                if (crossing > starts[count - 1])
                {
                    break;
                }

                count--;
                crossing = double.NegativeInfinity;
            }

            (sites[count], starts[count]) = (i, crossing);
            count++;
        }

        if (count == 0)
        {
            return;
        }

        starts[count] = double.PositiveInfinity;
        var at = 0;
        for (var i = 0; i < length; i++)
        {
            while (starts[at + 1] < i)
            {
                at++;
            }

            var along = (i - sites[at]) * spacing;
            line[i * stride] = values[sites[at]] + (along * along);
        }
    }
}

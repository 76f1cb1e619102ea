using System.Numerics;
using HccRisk.Core.Columns;
using HccRisk.Radiomics.Preprocessing;
using HccRisk.Radiomics.Roi;
using HccRisk.Radiomics.Sampling;

namespace HccRisk.Radiomics.Intensity;

/// <summary>
/// Local intensity (IBSI 3.2, 9ST6): mean intensities in spheres of 1 cm3, which may reach out of the lesion but not out of the image.
/// The local peak is at the brightest voxel (the highest mean of several), the global peak the highest mean of any voxel of the
/// intensity mask. NaN without a voxel, or with NaN or infinity within a sphere's reach of the lesion.
/// </summary>
internal static class LocalIntensity
{
    /// <summary>In the order of <see cref="LocalIntensityValues"/>.</summary>
    internal static readonly FeatureColumn[] Columns = [new("loc_intensity_peak_local", Code: "VJGA"), new("loc_intensity_peak_global", Code: "0F91")];

    /// <summary>Radius of a sphere of 1 cm3, in millimetres.</summary>
    private static readonly double Radius = 10 * Math.Cbrt(3 / (4 * Math.PI));

    internal static void Compute(
        LesionRegion region, RadiomicsSeries series, IntensityScale scale, SeriesIntensities intensities, RadiomicsOptions options, Span<double> result)
    {
        result.Fill(double.NaN);
        if (intensities.Count == 0)
        {
            return;
        }

        var rows = SphereRows(region);
        var box = region.BoxWithin(Radius);
        var reach = rows.Max(r => r.Half);
        // Splines cost lines through the whole box; else a slice at a time will do.
        var depth = region.IsResampled && options.Interpolation == ImageInterpolation.CubicSpline ? box.Depth : 1;
        var slice = SumsWidth(box, reach) * box.Height;
        var values = BoxScratch<double>.Rent(box.Width * box.Height * depth);
        var sums = BoxScratch<double>.Rent((slice * box.Depth) + Vector<double>.Count);
        try
        {
            for (var z = 0; z < box.Depth; z += depth)
            {
                var part = box with { Z = box.Z + z, Depth = depth };
                ImageSampling.Sample(region, series, scale, options, part, values);
                if (!TrySumRows(values.AsSpan(0, part.Count), box.Width, reach, sums.AsSpan(slice * z)))
                {
                    return;
                }
            }

            FindPeaks(region, intensities, box, rows, reach, sums, result);
        }
        finally
        {
            BoxScratch<double>.Return(values);
            BoxScratch<double>.Return(sums);
        }
    }

    /// <summary>Sums of a row and as many to both sides as a sphere reaches.</summary>
    private static int SumsWidth(GridBox box, int reach) => box.Width + 1 + (2 * reach);

    /// <summary>Running sums of each row, constant beyond its ends; false when one is not finite.</summary>
    private static bool TrySumRows(ReadOnlySpan<double> values, int width, int reach, Span<double> sums)
    {
        for (int row = 0, at = 0; row < values.Length; row += width)
        {
            double sum = 0;
            sums.Slice(at, reach + 1).Clear();
            at += reach + 1;
            foreach (var value in values.Slice(row, width))
            {
                sum += value;
                sums[at++] = sum;
            }

            sums.Slice(at, reach).Fill(sum);
            at += reach;
            if (!double.IsFinite(sum))
            {
                return false;
            }
        }

        return true;
    }

    private static void FindPeaks(
        LesionRegion region, SeriesIntensities intensities, GridBox box, (int Y, int Z, int Half)[] rows, int reach, ReadOnlySpan<double> sums, Span<double> result)
    {
        var (local, global, brightest) = (double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity);
        var voxels = intensities.Voxels;
        var values = intensities.Values;
        var (offsetX, offsetY, offsetZ) = (region.Offset.X - box.X, region.Offset.Y - box.Y, region.Offset.Z - box.Z);
        var within = new (int From, int To, int Half)[rows.Length];
        var spheres = new double[region.Width + Vector<double>.Count];
        for (int start = 0, end; start < voxels.Length; start = end)
        {
            var (first, y, z) = (voxels[start].X + offsetX, voxels[start].Y + offsetY, voxels[start].Z + offsetZ);
            end = start + 1;
            while (end < voxels.Length && voxels[end].Y == voxels[start].Y && voxels[end].Z == voxels[start].Z)
            {
                end++;
            }

            var (used, full) = (0, 0);
            foreach (var (dy, dz, half) in rows)
            {
                if ((uint)(y + dy) < (uint)box.Height && (uint)(z + dz) < (uint)box.Depth)
                {
                    var at = (SumsWidth(box, reach) * (y + dy + (box.Height * (z + dz)))) + reach + first;
                    within[used++] = (at - half, at + half + 1, half);
                    full += (2 * half) + 1;
                }
            }

            SumSpheres(sums, within.AsSpan(0, used), voxels[end - 1].X - voxels[start].X + 1, spheres);
            for (var i = start; i < end; i++)
            {
                var x = voxels[i].X + offsetX;
                var count = x >= reach && x + reach < box.Width ? full : Count(within.AsSpan(0, used), x, box.Width);
                var mean = spheres[x - first] / count;
                global = Math.Max(global, mean);
                if (values[i] > brightest)
                {
                    (brightest, local) = (values[i], mean);
                }
                else if (values[i] == brightest)
                {
                    local = Math.Max(local, mean);
                }
            }
        }

        FeatureFields.In<LocalIntensityValues>(result) = new() { IntensityPeakLocal = local, IntensityPeakGlobal = global };
    }

    /// <summary>Sums of spheres side by side along x, as many at a time as a vector has lanes.</summary>
    private static void SumSpheres(ReadOnlySpan<double> sums, ReadOnlySpan<(int From, int To, int Half)> rows, int count, Span<double> spheres)
    {
        for (var i = 0; i < count; i += Vector<double>.Count)
        {
            var sum = Vector<double>.Zero;
            foreach (var (from, to, _) in rows)
            {
                sum += new Vector<double>(sums[(to + i)..]) - new Vector<double>(sums[(from + i)..]);
            }

            sum.CopyTo(spheres[i..]);
        }
    }

    /// <summary>Voxels of a sphere that lie within the image along x.</summary>
    private static int Count(ReadOnlySpan<(int From, int To, int Half)> rows, int x, int width)
    {
        var count = 0;
        foreach (var (_, _, half) in rows)
        {
            count += Math.Min(width, x + half + 1) - Math.Max(0, x - half);
        }

        return count;
    }

    /// <summary>The sphere as rows along x: their offsets and how far they reach to both sides.</summary>
    private static (int Y, int Z, int Half)[] SphereRows(LesionRegion region)
    {
        var (s, square) = (region.Spacing, Radius * Radius);
        var rows = new List<(int, int, int)>();
        var (reachY, reachZ) = ((int)(Radius / s.Y), (int)(Radius / s.Z));
        for (var z = -reachZ; z <= reachZ; z++)
        {
            for (var y = -reachY; y <= reachY; y++)
            {
                var rest = square - (y * y * s.Y * s.Y) - (z * z * s.Z * s.Z);
                if (rest >= 0)
                {
                    rows.Add((y, z, (int)(Math.Sqrt(rest) / s.X)));
                }
            }
        }

        return [.. rows];
    }
}

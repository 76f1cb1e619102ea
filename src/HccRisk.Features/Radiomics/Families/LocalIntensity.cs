using System.Buffers;
using HccRisk.Core.Tables;
using HccRisk.Features.Radiomics.Preprocessing;

namespace HccRisk.Features.Radiomics.Families;

/// <summary>
/// Local intensity (IBSI 3.2, 9ST6): mean intensities in spheres of 1 cm3, which may reach out of the lesion but not out of the image.
/// The local peak is at the brightest voxel (the highest mean of several), the global peak the highest mean of any voxel of the
/// intensity mask. NaN without a voxel, or with NaN or infinity within a sphere's reach of the lesion.
/// </summary>
internal static class LocalIntensity
{
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

        var box = GridBox.Around(region, Radius);
        var values = ArrayPool<double>.Shared.Rent(box.Count);
        var sums = ArrayPool<double>.Shared.Rent((box.Width + 1) * box.Height * box.Depth);
        try
        {
            ImageSampling.Sample(region, series, scale, options, box, values);
            if (TrySumRows(values.AsSpan(0, box.Count), box.Width, sums))
            {
                FindPeaks(region, intensities, box, sums, result);
            }
        }
        finally
        {
            ArrayPool<double>.Shared.Return(values);
            ArrayPool<double>.Shared.Return(sums);
        }
    }

    /// <summary>Running sums of each row, one longer than the row; false when one is not finite.</summary>
    private static bool TrySumRows(ReadOnlySpan<double> values, int width, Span<double> sums)
    {
        for (int row = 0, at = 0; row < values.Length; row += width)
        {
            double sum = 0;
            sums[at++] = 0;
            foreach (var value in values.Slice(row, width))
            {
                sum += value;
                sums[at++] = sum;
            }

            if (!double.IsFinite(sum))
            {
                return false;
            }
        }

        return true;
    }

    private static void FindPeaks(LesionRegion region, SeriesIntensities intensities, GridBox box, ReadOnlySpan<double> sums, Span<double> result)
    {
        var rows = SphereRows(region);
        var (local, global, brightest) = (double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity);
        var voxels = intensities.Voxels;
        var values = intensities.Values;
        var (offsetX, offsetY, offsetZ) = (region.Offset.X - box.X, region.Offset.Y - box.Y, region.Offset.Z - box.Z);
        for (var i = 0; i < voxels.Length; i++)
        {
            var (x, y, z) = (voxels[i].X + offsetX, voxels[i].Y + offsetY, voxels[i].Z + offsetZ);
            double sum = 0;
            var count = 0;
            foreach (var (dy, dz, half) in rows)
            {
                var (rowY, rowZ) = (y + dy, z + dz);
                if ((uint)rowY < (uint)box.Height && (uint)rowZ < (uint)box.Depth)
                {
                    var row = sums.Slice((box.Width + 1) * (rowY + (box.Height * rowZ)), box.Width + 1);
                    var (from, to) = (Math.Max(0, x - half), Math.Min(box.Width, x + half + 1));
                    sum += row[to] - row[from];
                    count += to - from;
                }
            }

            var mean = sum / count;
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

        result[0] = local;
        result[1] = global;
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

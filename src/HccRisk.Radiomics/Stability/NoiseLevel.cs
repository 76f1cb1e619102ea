using HccRisk.Imaging;
using HccRisk.Radiomics.Numerics;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics.Stability;

/// <summary>Noise of an image around a lesion, and images with more of it.</summary>
internal static class NoiseLevel
{
    /// <summary>Median of the absolute values of a unit normal distribution.</summary>
    private const double NormalMedian = 0.6744897501960817;

    /// <summary>
    /// Deviation of the noise by the median of diagonal details within slices (Donoho and Johnstone, Biometrika 1994), by Haar's wavelet, which structures of several voxels hardly
    /// touch. 0 in a flat image, or one of a single row.
    /// </summary>
    public static double Estimate(Volume<float> image, VoxelBox box)
    {
        var g = image.Geometry;
        var details = new List<double>();
        for (var z = box.MinZ; z <= box.MaxZ; z++)
        {
            for (var y = box.MinY; y < box.MaxY; y++)
            {
                var row = image.Voxels.Slice(g.Width * (y + (g.Height * z)), g.Width);
                var next = image.Voxels.Slice(g.Width * (y + 1 + (g.Height * z)), g.Width);
                for (var x = box.MinX; x < box.MaxX; x++)
                {
                    var detail = Math.Abs((double)row[x] - row[x + 1] - next[x] + next[x + 1]) / 2;
                    if (double.IsFinite(detail))
                    {
                        details.Add(detail);
                    }
                }
            }
        }

        details.Sort();
        return details.Count == 0 ? 0 : details[details.Count / 2] / NormalMedian;
    }

    /// <summary>The voxels of a box of an image with noise; those outside it as they are.</summary>
    public static float[] Add(Volume<float> image, VoxelBox box, double deviation, ulong seed)
    {
        var (g, voxels) = (image.Geometry, image.Voxels.ToArray());
        var random = new SeededRandom(seed);
        for (var z = box.MinZ; z <= box.MaxZ; z++)
        {
            for (var y = box.MinY; y <= box.MaxY; y++)
            {
                foreach (ref var value in voxels.AsSpan((g.Width * (y + (g.Height * z))) + box.MinX, box.Width))
                {
                    value = (float)(value + (deviation * random.Normal()));
                }
            }
        }

        return voxels;
    }
}

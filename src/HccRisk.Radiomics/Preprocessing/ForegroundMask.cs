using HccRisk.Imaging;

namespace HccRisk.Radiomics.Preprocessing;

/// <summary>The body in an image, by its intensities.</summary>
internal static class ForegroundMask
{
    private const int Bins = 256;

    /// <summary>Finite voxels above the threshold of Otsu (1979); all finite ones of a flat image.</summary>
    internal static Mask Otsu(Volume<float> image)
    {
        var (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var value in image.Voxels)
        {
            if (float.IsFinite(value))
            {
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
            }
        }

        var threshold = high > low ? Threshold(image.Voxels, low, high) : double.NegativeInfinity;
        var inside = new bool[image.Voxels.Length];
        for (var i = 0; i < inside.Length; i++)
        {
            inside[i] = float.IsFinite(image.Voxels[i]) && image.Voxels[i] > threshold;
        }

        return new Mask(image.Geometry, inside);
    }

    /// <summary>The upper edge of the last bin of the lower class.</summary>
    private static double Threshold(ReadOnlySpan<float> voxels, double low, double high)
    {
        Span<long> counts = stackalloc long[Bins];
        counts.Clear();
        var width = (high - low) / Bins;
        foreach (var value in voxels)
        {
            if (float.IsFinite(value))
            {
                counts[Math.Min(Bins - 1, (int)((value - low) / width))]++;
            }
        }

        return low + (width * (Core.Numerics.Otsu.Threshold(counts) + 1));
    }
}

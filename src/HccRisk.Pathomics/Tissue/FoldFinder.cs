using HccRisk.Pathomics.Stain;

namespace HccRisk.Pathomics.Tissue;

/// <summary>
/// Folds: by Lambert and Beer two sections on each other have twice the optical density of one, in every colour. At the scale of a tissue
/// mask single nuclei have gone into the mean.
/// </summary>
internal static class FoldFinder
{
    private const int Bins = 512;
    private const double TopDensity = 2.5;

    private static readonly ushort[] Bin = [.. Enumerable.Range(0, 256).Select(v => (ushort)(StainMatrix.OpticalDensity((byte)v) / TopDensity * (Bins - 1)))];

    /// <summary>Tissue at least <paramref name="ratio"/> times the median density in red and in green, in pieces of at least so many pixels.</summary>
    public static bool[] Find(ReadOnlySpan<byte> rgb, ReadOnlySpan<bool> tissue, int width, int height, double ratio, double minPixels)
    {
        var folds = new bool[tissue.Length];
        Span<long> red = stackalloc long[Bins];
        Span<long> green = stackalloc long[Bins];
        var count = 0L;
        for (var i = 0; i < tissue.Length; i++)
        {
            if (tissue[i])
            {
                red[Bin[rgb[i * 3]]]++;
                green[Bin[rgb[(i * 3) + 1]]]++;
                count++;
            }
        }

        if (count == 0)
        {
            return folds;
        }

        var (minRed, minGreen) = (ratio * Median(red, count), ratio * Median(green, count));
        for (var i = 0; i < tissue.Length; i++)
        {
            folds[i] = tissue[i] && Bin[rgb[i * 3]] >= minRed && Bin[rgb[(i * 3) + 1]] >= minGreen;
        }

        Morphology.Open(folds, width, height);
        Morphology.RemoveSmall(folds, width, height, foreground: true, minPixels);
        return folds;
    }

    /// <summary>Lower median bin, at least one so that unstained tissue has no folds of density zero.</summary>
    private static int Median(ReadOnlySpan<long> histogram, long count)
    {
        var seen = 0L;
        for (var i = 0; i < histogram.Length; i++)
        {
            seen += histogram[i];
            if (2 * seen >= count)
            {
                return Math.Max(1, i);
            }
        }

        return 1;
    }
}

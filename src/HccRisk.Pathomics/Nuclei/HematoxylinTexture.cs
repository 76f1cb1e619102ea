
namespace HccRisk.Pathomics.Nuclei;

/// <summary>
/// Grey level co-occurrence of the haematoxylin of one tile: 16 levels of 0.1 optical density from 0 (what lies beyond counts in the first and
/// last), neighbouring pixels in four directions put together, symmetric, pairs of stained pixels only.
/// </summary>
internal static class HematoxylinTexture
{
    public const int Levels = 16;

    private const float LevelWidth = 0.1f;

    /// <summary>The level of a stained pixel, 1 to <see cref="Levels"/>; 0 is kept for pixels without stain.</summary>
    public static byte Level(float hematoxylin) => (byte)(Math.Clamp((int)(hematoxylin / LevelWidth), 0, Levels - 1) + 1);

    /// <summary>Contrast, correlation (1 for a single level), energy (angular second moment), homogeneity (inverse difference moment), entropy in bits; NaN without a pair.</summary>
    /// <param name="levels">Levels row by row, 0 for pixels that are left out.</param>
    /// <param name="side">Pixels along each side.</param>
    public static (double Contrast, double Correlation, double Energy, double Homogeneity, double Entropy) Measure(ReadOnlySpan<byte> levels, int side)
    {
        // Row and column 0 gather the pairs with pixels that are left out; nobody reads them.
        const int Row = Levels + 1;
        Span<int> counts = stackalloc int[Row * Row];
        counts.Clear();
        for (var y = 0; y < side; y++)
        {
            var here = levels.Slice(y * side, side);
            for (var x = 1; x < side; x++)
            {
                counts[(here[x - 1] * Row) + here[x]]++;
            }

            if (y + 1 == side)
            {
                break;
            }

            var below = levels.Slice((y + 1) * side, side);
            for (var x = 0; x < side; x++)
            {
                counts[(here[x] * Row) + below[x]]++;
            }

            for (var x = 1; x < side; x++)
            {
                counts[(here[x - 1] * Row) + below[x]]++;
                counts[(here[x] * Row) + below[x - 1]]++;
            }
        }

        return Describe(counts);
    }

    /// <summary>The five numbers of Haralick's matrix, whose pairs are counted once: each stands for both orders.</summary>
    private static (double Contrast, double Correlation, double Energy, double Homogeneity, double Entropy) Describe(ReadOnlySpan<int> counts)
    {
        long pairs = 0, sum = 0;
        for (var i = 1; i <= Levels; i++)
        {
            for (var j = 1; j <= Levels; j++)
            {
                var count = counts[(i * (Levels + 1)) + j];
                pairs += count;
                sum += count * (long)(i + j);
            }
        }

        if (pairs == 0)
        {
            return (double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        }

        var mean = sum / (2.0 * pairs);
        double contrast = 0, energy = 0, homogeneity = 0, entropy = 0, variance = 0, covariance = 0;
        for (var i = 1; i <= Levels; i++)
        {
            for (var j = 1; j <= Levels; j++)
            {
                var p = (counts[(i * (Levels + 1)) + j] + counts[(j * (Levels + 1)) + i]) / (2.0 * pairs);
                if (p == 0)
                {
                    continue;
                }

                var difference = (i - j) * (i - j);
                contrast += p * difference;
                energy += p * p;
                homogeneity += p / (1 + difference);
                entropy -= p * Math.Log2(p);
                variance += p * (i - mean) * (i - mean);
                covariance += p * (i - mean) * (j - mean);
            }
        }

        return (contrast, variance > 0 ? covariance / variance : 1, energy, homogeneity, entropy);
    }
}

using HccRisk.Features.Radiomics.Families;

namespace HccRisk.Features.Pathomics.Nuclei;

/// <summary>
/// Grey level co-occurrence of the haematoxylin of one tile: 16 levels of 0.1 optical density from 0 (what lies beyond counts in the first and
/// last), neighbouring pixels in four directions put together, symmetric, pairs of stained pixels only.
/// </summary>
internal static class HematoxylinTexture
{
    public const int Levels = 16;

    private const float LevelWidth = 0.1f;
    private const int Contrast = 11;
    private const int Correlation = 18;
    private const int AngularSecondMoment = 10;
    private const int InverseDifferenceMoment = 15;
    private const int JointEntropy = 3;

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

        Span<double> found = stackalloc double[CooccurrenceFeatures.Columns.Length];
        found.Fill(double.NaN);
        CooccurrenceFeatures.TryCompute(counts, Levels, found);
        return (found[Contrast], found[Correlation], found[AngularSecondMoment], found[InverseDifferenceMoment], found[JointEntropy]);
    }
}

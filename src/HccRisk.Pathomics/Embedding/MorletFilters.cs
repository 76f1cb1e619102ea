namespace HccRisk.Pathomics.Embedding;

/// <summary>
/// The fixed filters of the scattering network: one Morlet wavelet per orientation on a 7 x 7 grid, and the 5 x 5 binomial low-pass
/// that halves the resolution between scales (Bruna and Mallat, IEEE TPAMI 2013;35:1872-1886; cascade form).
/// </summary>
internal static class MorletFilters
{
    public const int Size = 7;
    public const int LowPassSize = 5;
    public const int Orientations = 8;
    public const int Scales = 3;

    private const double Frequency = 3 * Math.PI / 4;
    private const double Sigma = 0.8;
    private const double SigmaAcross = 1.2;

    /// <summary>Real parts of all orientations (angle k * pi / 8), then imaginary parts; each of zero sum, envelope of sum 1.</summary>
    public static float[] Wavelets()
    {
        var filters = new float[2 * Orientations * Size * Size];
        const int Half = Size / 2;
        Span<double> envelope = stackalloc double[Size * Size];
        for (var k = 0; k < Orientations; k++)
        {
            var (sin, cos) = Math.SinCos(k * Math.PI / Orientations);
            double total = 0, carried = 0;
            for (var i = 0; i < envelope.Length; i++)
            {
                var (along, across) = Turn(i);
                envelope[i] = Math.Exp(-(along * along / (2 * Sigma * Sigma)) - (across * across / (2 * SigmaAcross * SigmaAcross)));
                total += envelope[i];
                carried += envelope[i] * Math.Cos(Frequency * along);
            }

            var offset = carried / total;
            for (var i = 0; i < envelope.Length; i++)
            {
                var (wave, phase) = (envelope[i] / total, Frequency * Turn(i).Along);
                filters[(k * envelope.Length) + i] = (float)(wave * (Math.Cos(phase) - offset));
                filters[((Orientations + k) * envelope.Length) + i] = (float)(wave * Math.Sin(phase));
            }

            (double Along, double Across) Turn(int i)
            {
                var (x, y) = ((i % Size) - Half, (i / Size) - Half);
                return ((x * cos) + (y * sin), (y * cos) - (x * sin));
            }
        }

        return filters;
    }

    /// <summary>The 5 x 5 binomial filter, sum 1, repeated for a number of channels.</summary>
    public static float[] LowPass(int channels)
    {
        ReadOnlySpan<float> row = [1 / 16f, 4 / 16f, 6 / 16f, 4 / 16f, 1 / 16f];
        var filter = new float[channels * LowPassSize * LowPassSize];
        for (var i = 0; i < filter.Length; i++)
        {
            filter[i] = row[i % LowPassSize] * row[i / LowPassSize % LowPassSize];
        }

        return filter;
    }
}

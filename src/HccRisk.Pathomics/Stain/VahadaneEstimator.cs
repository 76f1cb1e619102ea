namespace HccRisk.Pathomics.Stain;

/// <summary>
/// Vahadane's stains: the two non-negative unit directions W that, with non-negative amounts h, make the sum over pixels of
/// half the squared error plus <c>sparsity * (h1 + h2)</c> smallest. Amounts and directions are solved for in turn, the directions by the
/// block descent of online dictionary learning (Mairal et al., JMLR 2010;11:19-60). No random start: Macenko's stains.
/// </summary>
internal static class VahadaneEstimator
{
    private const int MostPixels = 10_000;
    private const int MostRounds = 300;
    private const double Tolerance = 1e-7;

    /// <summary>The stain that takes more red first; null when both become one.</summary>
    public static StainMatrix? Estimate(StainedPixels pixels, double sparsity, StainMatrix start)
    {
        double[] first = [.. start.First], second = [.. start.Second];
        var step = Math.Max(1, pixels.Count / MostPixels);
        for (var round = 0; round < MostRounds; round++)
        {
            var sums = Accumulate(pixels.Density, step, sparsity, first, second);
            if (sums.H11 == 0 || sums.H22 == 0)
            {
                return null;
            }

            var change = Update(first, sums.B1, sums.H11, second, sums.H12);
            change = Math.Max(change, Update(second, sums.B2, sums.H22, first, sums.H12));
            if (change < Tolerance)
            {
                break;
            }
        }

        var cosine = (first[0] * second[0]) + (first[1] * second[1]) + (first[2] * second[2]);
        return !(cosine < 0.9999) ? null
            : first[0] > second[0] ? new StainMatrix(first, second) : new StainMatrix(second, first);
    }

    /// <summary>Best amounts of one pixel: two variables, so the active set is found by cases.</summary>
    internal static (double First, double Second) Amounts(double b1, double b2, double cosine, double sparsity)
    {
        var (c1, c2) = (b1 - sparsity, b2 - sparsity);
        var determinant = 1 - (cosine * cosine);
        var h1 = (c1 - (cosine * c2)) / determinant;
        var h2 = (c2 - (cosine * c1)) / determinant;
        return h1 >= 0 && h2 >= 0 ? (h1, h2)
            : c1 > c2 ? (Math.Max(0, c1), 0)
            : (0, Math.Max(0, c2));
    }

    private static (double H11, double H12, double H22, (double R, double G, double B) B1, (double R, double G, double B) B2) Accumulate(
        ReadOnlySpan<float> density, int step, double sparsity, double[] first, double[] second)
    {
        double h11 = 0, h12 = 0, h22 = 0, r1 = 0, g1 = 0, b1 = 0, r2 = 0, g2 = 0, b2 = 0;
        var cosine = Math.Min(1 - 1e-9, (first[0] * second[0]) + (first[1] * second[1]) + (first[2] * second[2]));
        for (var i = 0; i + 2 < density.Length; i += 3 * step)
        {
            double r = density[i], g = density[i + 1], b = density[i + 2];
            var (x, y) = Amounts((r * first[0]) + (g * first[1]) + (b * first[2]), (r * second[0]) + (g * second[1]) + (b * second[2]), cosine, sparsity);
            h11 += x * x;
            h12 += x * y;
            h22 += y * y;
            r1 += r * x;
            g1 += g * x;
            b1 += b * x;
            r2 += r * y;
            g2 += g * y;
            b2 += b * y;
        }

        return (h11, h12, h22, (r1, g1, b1), (r2, g2, b2));
    }

    /// <summary>The best direction while the other stays, made non-negative and of length 1; returns its greatest change.</summary>
    private static double Update(double[] own, (double R, double G, double B) target, double ownSquares, double[] other, double products)
    {
        Span<double> wanted = [target.R, target.G, target.B];
        var length = 0.0;
        for (var c = 0; c < 3; c++)
        {
            wanted[c] = Math.Max(0, (wanted[c] - (products * other[c])) / ownSquares);
            length += wanted[c] * wanted[c];
        }

        if (length == 0)
        {
            return 0;
        }

        var change = 0.0;
        for (var c = 0; c < 3; c++)
        {
            var value = wanted[c] / Math.Sqrt(length);
            change = Math.Max(change, Math.Abs(value - own[c]));
            own[c] = value;
        }

        return change;
    }
}

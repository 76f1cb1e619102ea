namespace HccRisk.Pathomics.Tests;

/// <summary>
/// Wavelet scattering written straight from its definition, in double and without any sharing of work: the oracle of the network.
/// </summary>
internal static class DirectScattering
{
    private const int L = 8;

    /// <summary>All paths of one square channel: the mean, then |x_j * psi_k|, then the second order for (0,1), (0,2), (1,2).</summary>
    public static List<double> Paths(double[,] x)
    {
        List<double> paths = [Mean(x)];
        var scales = new[] { x, Halve(x), Halve(Halve(x)) };
        var first = new double[3][][,];
        for (var j = 0; j < 3; j++)
        {
            first[j] = [.. Enumerable.Range(0, L).Select(k => Modulus(scales[j], k, 1))];
            paths.AddRange(first[j].Select(Mean));
        }

        foreach (var (from, to) in new[] { (0, 1), (0, 2), (1, 2) })
        {
            for (var k = 0; k < L; k++)
            {
                var lowered = first[from][k];
                for (var j = from; j < to; j++)
                {
                    lowered = Halve(lowered);
                }

                for (var k2 = 0; k2 < L; k2++)
                {
                    paths.Add(Mean(Modulus(lowered, k2, 2)));
                }
            }
        }

        return paths;
    }

    /// <summary>|x * psi_k| where the 7 x 7 wavelet fits, every step-th position.</summary>
    private static double[,] Modulus(double[,] x, int orientation, int step)
    {
        var angle = orientation * Math.PI / L;
        var re = new double[7, 7];
        var im = new double[7, 7];
        double envelopeSum = 0, waveSum = 0;
        for (var v = -3; v <= 3; v++)
        {
            for (var u = -3; u <= 3; u++)
            {
                var along = (u * Math.Cos(angle)) + (v * Math.Sin(angle));
                var across = (v * Math.Cos(angle)) - (u * Math.Sin(angle));
                var envelope = Math.Exp(-(along * along / (2 * 0.8 * 0.8)) - (across * across / (2 * 1.2 * 1.2)));
                envelopeSum += envelope;
                waveSum += envelope * Math.Cos(3 * Math.PI / 4 * along);
                re[v + 3, u + 3] = envelope;
                im[v + 3, u + 3] = along;
            }
        }

        for (var i = 0; i < 49; i++)
        {
            var (v, u) = (i / 7, i % 7);
            var (envelope, phase) = (re[v, u] / envelopeSum, 3 * Math.PI / 4 * im[v, u]);
            (re[v, u], im[v, u]) = (envelope * (Math.Cos(phase) - (waveSum / envelopeSum)), envelope * Math.Sin(phase));
        }

        return Slide(x, 7, step, (y, column) =>
        {
            double a = 0, b = 0;
            for (var i = 0; i < 49; i++)
            {
                var value = x[y + (i / 7), column + (i % 7)];
                a += value * re[i / 7, i % 7];
                b += value * im[i / 7, i % 7];
            }

            return Math.Sqrt((a * a) + (b * b));
        });
    }

    private static double[,] Halve(double[,] x)
    {
        double[] binomial = [1, 4, 6, 4, 1];
        return Slide(x, 5, 2, (y, column) =>
        {
            var sum = 0.0;
            for (var i = 0; i < 25; i++)
            {
                sum += x[y + (i / 5), column + (i % 5)] * binomial[i / 5] * binomial[i % 5] / 256;
            }

            return sum;
        });
    }

    private static double[,] Slide(double[,] x, int size, int step, Func<int, int, double> at)
    {
        var result = new double[((x.GetLength(0) - size) / step) + 1, ((x.GetLength(1) - size) / step) + 1];
        for (var y = 0; y < result.GetLength(0); y++)
        {
            for (var u = 0; u < result.GetLength(1); u++)
            {
                result[y, u] = at(y * step, u * step);
            }
        }

        return result;
    }

    private static double Mean(double[,] x) => x.Cast<double>().Average();
}

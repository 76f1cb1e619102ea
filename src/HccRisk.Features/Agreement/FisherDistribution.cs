namespace HccRisk.Features.Agreement;

/// <summary>Fisher's F distribution, to about 1e-12 for degrees of freedom up to a few thousand.</summary>
internal static class FisherDistribution
{
    private const double Tiny = 1e-300;

    // Lanczos' approximation, g = 7 (coefficients of Godfrey).
    private static readonly double[] Lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
        1.5056327351493116e-7,
    ];

    /// <summary>Probability of a value above f.</summary>
    public static double Upper(double f, double above, double below) =>
        f <= 0 ? 1 : double.IsPositiveInfinity(f) ? 0 : Beta(below / 2, above / 2, below / (below + (above * f)), above * f / (below + (above * f)));

    /// <summary>The value that a probability lies below, strictly between 0 and 1; by Newton's steps in its logarithm, held inside what halving leaves.</summary>
    public static double Quantile(double probability, double above, double below)
    {
        var (low, high, at) = (-700.0, 700.0, 0.0);
        var constant = (above / 2 * Math.Log(above)) + (below / 2 * Math.Log(below)) - LogBeta(above / 2, below / 2);
        for (var i = 0; i < 300 && high - low > 1e-15 * Math.Max(1, Math.Abs(at)); i++)
        {
            var f = Math.Exp(at);
            var excess = 1 - Upper(f, above, below) - probability;
            (low, high) = excess < 0 ? (at, high) : (low, at);

            // Density of the logarithm.
            var density = Math.Exp(constant + (above / 2 * at) - ((above + below) / 2 * Math.Log(below + (above * f))));
            var next = at - (excess / density);
            if (Math.Abs(next - at) < 1e-15 * Math.Max(1, Math.Abs(at)))
            {
                return Math.Exp(next);
            }

            at = next > low && next < high ? next : (low + high) / 2;
        }

        return Math.Exp(at);
    }

    private static double LogBeta(double a, double b) => LogGamma(a) + LogGamma(b) - LogGamma(a + b);

    private static double LogGamma(double x)
    {
        if (x < 0.5)
        {
            return Math.Log(Math.PI / Math.Sin(Math.PI * x)) - LogGamma(1 - x);
        }

        x--;
        var sum = Lanczos[0];
        for (var i = 1; i < Lanczos.Length; i++)
        {
            sum += Lanczos[i] / (x + i);
        }

        var t = x + Lanczos.Length - 1.5;
        return (0.5 * Math.Log(2 * Math.PI)) + ((x + 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }

    /// <summary>Regularised incomplete beta function at x, of which the rest to 1 is given too so that neither loses digits.</summary>
    private static double Beta(double a, double b, double x, double rest)
    {
        if (x <= 0)
        {
            return 0;
        }

        if (rest <= 0)
        {
            return 1;
        }

        var front = Math.Exp((a * Math.Log(x)) + (b * Math.Log(rest)) - LogBeta(a, b));
        return x < (a + 1) / (a + b + 2) ? front * Fraction(a, b, x) / a : 1 - (front * Fraction(b, a, rest) / b);
    }

    /// <summary>Its continued fraction (Abramowitz and Stegun 26.5.8), by Lentz's method.</summary>
    private static double Fraction(double a, double b, double x)
    {
        var (c, d) = (1.0, 1 - ((a + b) * x / (a + 1)));
        d = 1 / (Math.Abs(d) < Tiny ? Tiny : d);
        var h = d;
        for (var m = 1; m < 10_000; m++)
        {
            var step = Step(m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)))) * Step(-(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1)));
            if (Math.Abs(step - 1) < 1e-16)
            {
                break;
            }
        }

        return h;

        double Step(double term)
        {
            d = 1 + (term * d);
            c = 1 + (term / c);
            d = 1 / (Math.Abs(d) < Tiny ? Tiny : d);
            c = Math.Abs(c) < Tiny ? Tiny : c;
            h *= c * d;
            return c * d;
        }
    }
}

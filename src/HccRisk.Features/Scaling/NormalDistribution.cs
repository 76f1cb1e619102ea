namespace HccRisk.Features.Scaling;

/// <summary>The standard normal distribution.</summary>
internal static class NormalDistribution
{
    /// <summary>Probability of a value at most x, by its series (Marsaglia, J Stat Softw 2004); to 1e-15 for |x| below 6.</summary>
    public static double Cumulative(double x)
    {
        var (sum, term) = (x, x);
        for (var i = 3; sum + term != sum || i == 3; i += 2)
        {
            term *= x * x / i;
            sum += term;
        }

        return 0.5 + (sum * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI));
    }

    /// <summary>The value that a probability of 1e-9 to 1 - 1e-9 lies below, by halving and then Newton's steps.</summary>
    public static double Quantile(double probability)
    {
        if (probability > 0.5)
        {
            return -Quantile(1 - probability);
        }

        var (low, high) = (-6.0, 0.0);
        while (high - low > 1e-3)
        {
            var middle = (low + high) / 2;
            (low, high) = Cumulative(middle) < probability ? (middle, high) : (low, middle);
        }

        var x = high;
        for (var i = 0; i < 4 && probability < 0.5; i++)
        {
            x -= (Cumulative(x) - probability) * Math.Exp(x * x / 2) * Math.Sqrt(2 * Math.PI);
        }

        return probability < 0.5 ? x : 0;
    }
}

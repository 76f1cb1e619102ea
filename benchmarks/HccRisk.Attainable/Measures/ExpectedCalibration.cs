namespace HccRisk.Attainable.Measures;

/// <summary>Calibration in expectation over outcomes: the true risks stand for what would be observed.</summary>
internal static class ExpectedCalibration
{
    private const double Nearest = 1e-6;

    /// <summary>Mean true over mean predicted risk: above 1 = predictions too low.</summary>
    public static double ObservedExpected(ReadOnlySpan<double> predicted, ReadOnlySpan<double> truth)
    {
        double sum = 0, expected = 0;
        for (var i = 0; i < truth.Length; i++)
        {
            sum += truth[i];
            expected += predicted[i];
        }

        return sum / expected;
    }

    /// <summary>
    /// Coefficient of log(-log(1 - predicted)) in the binomial regression on it, of that link, of the true risks: below 1 = predictions too extreme. NaN
    /// when all predictions are equal.
    /// </summary>
    public static double Slope(ReadOnlySpan<double> predicted, ReadOnlySpan<double> truth)
    {
        var x = new double[predicted.Length];
        for (var i = 0; i < x.Length; i++)
        {
            x[i] = Link(predicted[i]);
        }

        var (intercept, slope) = (Link(Mean(truth)), 0.0);
        for (var step = 0; step < 100; step++)
        {
            double g0 = 0, g1 = 0, h00 = 0, h01 = 0, h11 = 0;
            for (var i = 0; i < x.Length; i++)
            {
                // Fisher scoring: mean 1 - exp(-m) with m = exp(eta), its derivative m exp(-m), its variance mean (1 - mean).
                var m = Math.Exp(intercept + (slope * x[i]));
                var mean = 1 - Math.Exp(-m);
                var weight = m / mean;
                var information = weight * m * Math.Exp(-m);
                g0 += weight * (truth[i] - mean);
                g1 += weight * (truth[i] - mean) * x[i];
                h00 += information;
                h01 += information * x[i];
                h11 += information * x[i] * x[i];
            }

            var determinant = (h00 * h11) - (h01 * h01);
            if (!(determinant > 1e-12 * h00 * h11))
            {
                return double.NaN;
            }

            var (d0, d1) = (((h11 * g0) - (h01 * g1)) / determinant, ((h00 * g1) - (h01 * g0)) / determinant);
            intercept += d0;
            slope += d1;
            if (Math.Abs(d0) + Math.Abs(d1) < 1e-10)
            {
                break;
            }
        }

        return slope;
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }

    private static double Link(double risk) => Math.Log(-Math.Log(1 - Math.Clamp(risk, Nearest, 1 - Nearest)));
}

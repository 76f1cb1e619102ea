using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Validation;

/// <summary>Poisson regression of the events on the log of the predicted cumulative hazard.</summary>
internal static class PoissonCalibration
{
    private const double LowestSurvival = 1e-12;
    private const int MaxSteps = 100;

    public static PoissonCalibrationResult Of(SurvivalOutcome specific, double[] own, double level)
    {
        var hazard = Array.ConvertAll(own, s => -Math.Log(Math.Max(LowestSurvival, s)));
        var events = specific.EventCount();
        var expected = hazard.Sum();
        const string Offset = "Poisson, log expected hazard as offset";
        const string Slope = "Poisson on log expected hazard";
        var (coefficients, errors, reason) = Fit(specific.EventArray, hazard);
        return new PoissonCalibrationResult
        {
            Events = events,
            Expected = expected,
            Intercept = events == 0 || expected == 0
                ? MetricEstimate.None(Offset, events == 0 ? "nobody had the event" : "no event is expected", level)
                : Estimate(Offset, Math.Log(events / expected), 1 / Math.Sqrt(events)),
            InterceptBesideSlope = reason is null ? Estimate(Slope, coefficients[0], errors[0]) : MetricEstimate.None(Slope, reason, level),
            Slope = reason is null ? Estimate(Slope, coefficients[1], errors[1]) : MetricEstimate.None(Slope, reason, level),
        };

        MetricEstimate Estimate(string method, double value, double error) =>
            MetricEstimate.Of(method, value, error, level, double.NegativeInfinity, double.PositiveInfinity);
    }

    /// <summary>Newton steps of the log-likelihood with step halving; rows of whom no event is expected and none happened say nothing.</summary>
    private static (double[] Coefficients, double[] Errors, string? Reason) Fit(int[] events, double[] hazard)
    {
        if (Enumerable.Range(0, hazard.Length).Any(i => hazard[i] == 0 && events[i] != 0))
        {
            return ([], [], "a patient of whom no event was expected had one");
        }

        int[] rows = [.. Enumerable.Range(0, hazard.Length).Where(i => hazard[i] > 0)];
        var x = Array.ConvertAll(rows, i => Math.Log(hazard[i]));
        if (x.Length == 0 || x.AsSpan().IndexOfAnyExcept(x[0]) < 0 || rows.All(i => events[i] == 0))
        {
            return ([], [], "the expected hazards are all the same, or nobody had the event");
        }

        double a = Math.Log(rows.Sum(i => events[i]) / rows.Sum(i => hazard[i])), b = 1;
        var log = LogLikelihood(a, b);
        for (var step = 0; step < MaxSteps; step++)
        {
            double g0 = 0, g1 = 0, h00 = 0, h01 = 0, h11 = 0;
            for (var k = 0; k < rows.Length; k++)
            {
                var mean = Math.Exp(a + (b * x[k]));
                var residual = events[rows[k]] - mean;
                (g0, g1) = (g0 + residual, g1 + (residual * x[k]));
                (h00, h01, h11) = (h00 + mean, h01 + (mean * x[k]), h11 + (mean * x[k] * x[k]));
            }

            var determinant = (h00 * h11) - (h01 * h01);
            if (!(determinant > 0))
            {
                break;
            }

            var (da, db) = (((h11 * g0) - (h01 * g1)) / determinant, ((h00 * g1) - (h01 * g0)) / determinant);
            if (Math.Abs(da) <= 1e-12 * (1 + Math.Abs(a)) && Math.Abs(db) <= 1e-12 * (1 + Math.Abs(b)))
            {
                return ([a, b], [Math.Sqrt(h11 / determinant), Math.Sqrt(h00 / determinant)], null);
            }

            var size = 1.0;
            double next;
            while (!((next = LogLikelihood(a + (size * da), b + (size * db))) >= log - (1e-12 * Math.Abs(log))) && size > 1e-9)
            {
                size /= 2;
            }

            (a, b, log) = (a + (size * da), b + (size * db), next);
        }

        return ([], [], "the Poisson regression did not converge");

        double LogLikelihood(double intercept, double slope)
        {
            double sum = 0;
            for (var k = 0; k < rows.Length; k++)
            {
                var eta = intercept + (slope * x[k]);
                sum += (events[rows[k]] * eta) - Math.Exp(eta);
            }

            return sum;
        }
    }
}

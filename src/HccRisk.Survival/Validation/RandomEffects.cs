using HccRisk.Survival.Estimates;
using HccRisk.Survival.HypothesisTests;
using MathNet.Numerics.Distributions;

namespace HccRisk.Survival.Validation;

/// <summary>
/// Random-effects summary: variance between groups by restricted maximum likelihood (Viechtbauer, J Educ Behav Stat 2005), interval of the mean by Hartung and
/// Knapp (Stat Med 2001), interval of a new group with the same t distribution.
/// </summary>
internal static class RandomEffects
{
    private const int MaxSteps = 1000;

    public static IReadOnlyList<SiteHeterogeneity> Of(ValidationPlan plan, IReadOnlyList<GroupValidation> sites)
    {
        var found = new List<SiteHeterogeneity>();
        foreach (var (prediction, m) in plan.Patients.Predictions.Select((p, m) => (p, m)))
        {
            GroupPerformance[] models = [.. sites.Select(s => s.Models[m])];
            found.AddRange(PooledMeasure.All.Where(measure => measure.Of(models[0]) is not null).Select(measure => Of(prediction.Name, measure, models, plan.Options.Level)));
        }

        return found;
    }

    /// <summary>Cochran's Q with groups - 1 degrees of freedom.</summary>
    public static ChiSquareTest Cochran(IReadOnlyList<(double Value, double Variance)> points)
    {
        var mean = points.Sum(p => p.Value / p.Variance) / points.Sum(p => 1 / p.Variance);
        return new ChiSquareTest(points.Sum(p => (p.Value - mean) * (p.Value - mean) / p.Variance), points.Count - 1);
    }

    public static SiteHeterogeneity Of(string model, PooledMeasure measure, IReadOnlyList<GroupPerformance> groups, double level)
    {
        var points = measure.Points(groups);
        var method = FormattableString.Invariant($"{measure.Name}, random effects over {points.Count} sites (REML, Hartung-Knapp)");
        if (points.Count < 2)
        {
            return new SiteHeterogeneity
            {
                Model = model,
                Measure = measure.Name,
                Sites = points.Count,
                Pooled = MetricEstimate.None(method, FormattableString.Invariant($"{points.Count} of {groups.Count} sites have an estimate with a standard error"), level),
            };
        }

        var between = Between(points);
        double[] weights = [.. points.Select(p => 1 / (p.Variance + between))];
        var sum = weights.Sum();
        var mean = points.Select((p, k) => weights[k] * p.Value).Sum() / sum;
        var spread = points.Select((p, k) => weights[k] * (p.Value - mean) * (p.Value - mean)).Sum() / (points.Count - 1) / sum;
        var t = StudentT.InvCDF(0, 1, points.Count - 1, 0.5 + (level / 2));
        var (error, wide) = (Math.Sqrt(spread), Math.Sqrt(spread + between));
        var typical = Typical(points);
        return new SiteHeterogeneity
        {
            Model = model,
            Measure = measure.Name,
            Sites = points.Count,
            Pooled = new MetricEstimate
            {
                Method = method,
                Value = measure.Back(mean),
                StandardError = error / measure.Slope(measure.Back(mean)),
                Lower = measure.Back(mean - (t * error)),
                Upper = measure.Back(mean + (t * error)),
                Level = level,
            },
            BetweenVariance = between,
            ISquared = between / (between + typical),
            Test = Cochran(points),
            PredictionLower = measure.Back(mean - (t * wide)),
            PredictionUpper = measure.Back(mean + (t * wide)),
        };
    }

    /// <summary>The sampling variance of a typical group (Higgins and Thompson, Stat Med 2002).</summary>
    private static double Typical(IReadOnlyList<(double Value, double Variance)> points)
    {
        var (sum, squares) = (points.Sum(p => 1 / p.Variance), points.Sum(p => 1 / (p.Variance * p.Variance)));
        return (points.Count - 1) * sum / ((sum * sum) - squares);
    }

    /// <summary>Fisher scoring of the restricted likelihood, held at 0 or above.</summary>
    private static double Between(IReadOnlyList<(double Value, double Variance)> points)
    {
        var between = Math.Max(0, Spread(points) - points.Average(p => p.Variance));
        for (var step = 0; step < MaxSteps; step++)
        {
            double[] w = [.. points.Select(p => 1 / (p.Variance + between))];
            var (s1, s2, s3) = (w.Sum(), w.Sum(v => v * v), w.Sum(v => v * v * v));
            var mean = points.Select((p, k) => w[k] * p.Value).Sum() / s1;
            var quadratic = points.Select((p, k) => w[k] * w[k] * (p.Value - mean) * (p.Value - mean)).Sum();
            var score = quadratic - s1 + (s2 / s1);
            var information = s2 - (2 * s3 / s1) + (s2 * s2 / (s1 * s1));
            var next = Math.Max(0, between + (score / information));
            if (Math.Abs(next - between) <= 1e-14 + (1e-12 * between))
            {
                return next;
            }

            between = next;
        }

        return between;
    }

    private static double Spread(IReadOnlyList<(double Value, double Variance)> points)
    {
        var mean = points.Average(p => p.Value);
        return points.Sum(p => (p.Value - mean) * (p.Value - mean)) / (points.Count - 1);
    }
}

using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Estimates;

/// <summary>A ratio of sums of censoring weights, with the standard error that accounts for the estimated weights.</summary>
internal static class WeightedRatio
{
    public static MetricEstimate Estimate(
        SurvivalOutcome outcome, double t, Func<int, double> part, Func<int, double> whole, string method, string none, double level)
    {
        var influence = new double[outcome.Count];
        return Ratio(outcome, t, part, whole, influence) is { } value
            ? MetricEstimate.Of(method, value, CensoringInfluence.StandardError(influence), level, 0, 1)
            : MetricEstimate.None(method, none, level);
    }

    /// <summary>The ratio, or null when its denominator is 0; adds the influence of each patient on it.</summary>
    public static double? Ratio(SurvivalOutcome outcome, double t, Func<int, double> part, Func<int, double> whole, Span<double> influence)
    {
        var n = outcome.Count;
        double numerator = 0, denominator = 0;
        for (var i = 0; i < n; i++)
        {
            numerator += part(i);
            denominator += whole(i);
        }

        if (!(denominator > 0))
        {
            return null;
        }

        var value = numerator / denominator;
        var status = new HorizonStatus(outcome, CensoringDistribution.Fit(outcome), t);
        var terms = new double[n];
        double free = 0;
        for (var i = 0; i < n; i++)
        {
            var term = (part(i) - value * whole(i)) / denominator;
            influence[i] += n * term;
            if (status.IsFree(i))
            {
                free += term;
            }
            else
            {
                terms[i] = term;
            }
        }

        CensoringInfluence.Add(outcome, status, terms, free, influence);
        return value;
    }
}

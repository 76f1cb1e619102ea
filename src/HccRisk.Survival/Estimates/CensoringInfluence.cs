using HccRisk.Survival.Data;

namespace HccRisk.Survival.Estimates;

/// <summary>What estimating the censoring weights adds to the influence of each patient on a weighted sum.</summary>
internal static class CensoringInfluence
{
    /// <summary>
    /// Adds the part of the influence that comes through G. A weight 1/G(s) moves with the martingale of every censoring before
    /// s. With Phi(u) the sum of the terms whose weight reaches beyond u, patient k gains
    /// n * (Phi(T_k) / r(T_k) if censored - integral of Phi dN_C / r^2), r(u) being the number followed at u, those with an event
    /// at u included: the plug-in form of riskRegression, which it equals to rounding.
    /// </summary>
    /// <param name="outcome">Follow-up that G was estimated from.</param>
    /// <param name="status">Who is free at the horizon.</param>
    /// <param name="terms">Of each patient with a weight 1/G(T-): the share of the statistic; 0 for all others.</param>
    /// <param name="freeTerm">Share of the statistic of all those with the weight of the free.</param>
    /// <param name="influence">n times the derivative of the statistic by the weight of each patient; added to.</param>
    public static void Add(SurvivalOutcome outcome, HorizonStatus status, ReadOnlySpan<double> terms, double freeTerm, Span<double> influence)
    {
        var order = outcome.Order;
        var times = outcome.SortedTimes;
        var events = outcome.EventArray;
        var n = order.Length;
        double reaching = freeTerm;
        foreach (var term in terms)
        {
            reaching += term;
        }

        double integral = 0;
        for (var start = 0; start < n;)
        {
            var time = times[start];
            var end = start;
            var deaths = 0;
            for (; end < n && times[end] == time; end++)
            {
                deaths += events[order[end]] != 0 ? 1 : 0;
                reaching -= terms[order[end]];
            }

            if (end - start > deaths)
            {
                if (status.FreeWeightDependsOn(time))
                {
                    var phi = reaching / (n - start);
                    integral += phi * (end - start - deaths) / (n - start);
                    for (var k = start + deaths; k < end; k++)
                    {
                        influence[order[k]] += n * phi;
                    }
                }
            }

            for (var k = start; k < end; k++)
            {
                influence[order[k]] -= n * integral;
            }

            start = end;
        }
    }

    /// <summary>Variance of a statistic from its influence values: their variance (denominator n - 1) over n.</summary>
    public static double VarianceOfMean(ReadOnlySpan<double> influence)
    {
        var n = influence.Length;
        double mean = 0;
        foreach (var value in influence)
        {
            mean += value / n;
        }

        double squares = 0;
        foreach (var value in influence)
        {
            squares += (value - mean) * (value - mean);
        }

        return n > 1 ? squares / (n - 1) / n : 0;
    }

    /// <summary>The square root of <see cref="VarianceOfMean"/>; null when it is 0.</summary>
    public static double? StandardError(ReadOnlySpan<double> influence) => VarianceOfMean(influence) is > 0 and var variance ? Math.Sqrt(variance) : null;
}

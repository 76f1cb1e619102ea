using HccRisk.Core.Printing;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Curves;

/// <summary>
/// Marginal Kaplan-Meier estimate G(t) = P(not yet censored after t) for inverse probability of censoring weights.
/// </summary>
public sealed class CensoringDistribution
{
    private readonly double[] _times;
    private readonly double[] _survival;

    private CensoringDistribution(double[] times, double[] survival)
    {
        _times = times;
        _survival = survival;
    }

    /// <summary>Distinct follow-up times, ascending.</summary>
    public IReadOnlyList<double> Times => _times;

    /// <summary>G at each of <see cref="Times"/>, 1 falling towards 0.</summary>
    public IReadOnlyList<double> Survival => _survival;

    /// <summary>Estimates G from follow-up; an event of any cause ends the risk of being censored.</summary>
    /// <param name="outcome">Follow-up.</param>
    /// <param name="ties">What happens when events and censorings coincide.</param>
    /// <returns>The distribution.</returns>
    public static CensoringDistribution Fit(SurvivalOutcome outcome, CensoringTies ties = CensoringTies.EventsFirst)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        outcome.RequirePlain("The censoring distribution");
        var order = outcome.Order;
        var time = outcome.SortedTimes;
        var events = outcome.EventArray;
        var distinct = 1;
        for (var k = 1; k < time.Length; k++)
        {
            distinct += time[k] != time[k - 1] ? 1 : 0;
        }

        var times = new double[distinct];
        var survival = new double[distinct];
        double g = 1;
        for (int start = 0, at = 0; start < order.Length; at++)
        {
            var end = start;
            var deaths = 0;
            for (; end < order.Length && time[end] == time[start]; end++)
            {
                deaths += events[order[end]] != 0 ? 1 : 0;
            }

            var atRisk = order.Length - start - (ties == CensoringTies.EventsFirst ? deaths : 0);
            var censored = end - start - deaths;
            if (censored > 0)
            {
                g *= 1 - (double)censored / atRisk;
            }

            times[at] = time[start];
            survival[at] = g;
            start = end;
        }

        return new CensoringDistribution(times, survival);
    }

    /// <summary>G(t): probability of being uncensored after t.</summary>
    /// <param name="time">Any time.</param>
    /// <returns>0 to 1; beyond the last time the last value, which may rest on nobody.</returns>
    public double At(double time)
    {
        var index = Array.BinarySearch(_times, time);
        return Value(index >= 0 ? index : ~index - 1);
    }

    /// <summary>G(t-): probability of being uncensored just before t.</summary>
    /// <param name="time">Any time.</param>
    /// <returns>0 to 1.</returns>
    public double Before(double time)
    {
        var index = Array.BinarySearch(_times, time);
        return Value((index >= 0 ? index : ~index) - 1);
    }

    /// <summary>G(t-) for times that come in ascending order, without searching for each.</summary>
    internal Func<double, double> BeforeAscending()
    {
        var next = 0;
        return time =>
        {
            while (next < _times.Length && _times[next] < time)
            {
                next++;
            }

            return Value(next - 1);
        };
    }

    /// <summary>G(T-) at each patient's own time.</summary>
    internal double[] BeforeEach(SurvivalOutcome outcome)
    {
        var times = outcome.TimeArray;
        var order = outcome.Order;
        var result = new double[times.Length];
        var before = 0;
        foreach (var row in order)
        {
            while (before < _times.Length && _times[before] < times[row])
            {
                before++;
            }

            result[row] = Value(before - 1);
        }

        return result;
    }

    private double Value(int index) => index < 0 ? 1 : _survival[index];

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"censoring distribution, {Times.Count} times{(Times.Count > 0 ? $"; not censored by {Printed.Number(Times[^1])}: {Printed.Share(Survival[^1])}" : string.Empty)}");
}

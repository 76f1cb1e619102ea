using HccRisk.Survival.Data;
using MathNet.Numerics.Distributions;

namespace HccRisk.Survival.Nonparametric;

/// <summary>
/// Cumulative incidence of each of several competing causes (Aalen and Johansen, Scand J Stat 1978), with the standard error of
/// the infinitesimal jackknife, as R's survfit gives for a multi-state outcome. O(n) a cause after one sort.
/// </summary>
public sealed class AalenJohansen
{
    private readonly double[] _times;
    private readonly double[] _survival;
    private readonly double[][] _incidence;
    private readonly double[][] _error;
    private readonly int[] _causes;

    private AalenJohansen(double[] times, double[] survival, int[] causes, double[][] incidence, double[][] error)
    {
        _times = times;
        _survival = survival;
        _causes = causes;
        _incidence = incidence;
        _error = error;
    }

    /// <summary>Distinct times, ascending, censoring times included.</summary>
    public IReadOnlyList<double> Times => _times;

    /// <summary>Event codes, ascending.</summary>
    public IReadOnlyList<int> Causes => _causes;

    /// <summary>Probability of being free of any event just after each time: the Kaplan-Meier curve of all causes together.</summary>
    public IReadOnlyList<double> EventFree => _survival;

    /// <summary>Estimates the curves.</summary>
    /// <param name="outcome">Follow-up with one code a cause.</param>
    /// <returns>One curve a cause.</returns>
    /// <exception cref="NoEventsException">Everybody is censored.</exception>
    public static AalenJohansen Fit(SurvivalOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        outcome.RequirePlain("Aalen-Johansen");
        int[] causes = [.. outcome.Causes];
        if (causes.Length == 0)
        {
            throw new NoEventsException(FormattableString.Invariant($"Cumulative incidence needs events: all {outcome.Count} patients are censored."));
        }

        var order = outcome.Order;
        var time = outcome.SortedTimes;
        var events = outcome.EventArray;
        var starts = new List<int>();
        for (var k = 0; k < order.Length; k++)
        {
            if (k == 0 || time[k] != time[k - 1])
            {
                starts.Add(k);
            }
        }

        var times = starts.ConvertAll(s => time[s]).ToArray();
        starts.Add(order.Length);
        var deaths = new int[causes.Length][];
        for (var c = 0; c < causes.Length; c++)
        {
            deaths[c] = new int[times.Length];
        }

        var total = new int[times.Length];
        for (var g = 0; g < times.Length; g++)
        {
            for (var k = starts[g]; k < starts[g + 1] && events[order[k]] != 0; k++)
            {
                deaths[Array.BinarySearch(causes, events[order[k]])][g]++;
                total[g]++;
            }
        }

        var survival = new double[times.Length];
        double s = 1;
        for (var g = 0; g < times.Length; g++)
        {
            double atRisk = order.Length - starts[g];
            survival[g] = s *= (atRisk - total[g]) / atRisk;
        }

        var incidence = new double[causes.Length][];
        var error = new double[causes.Length][];
        for (var c = 0; c < causes.Length; c++)
        {
            (incidence[c], error[c]) = Curve(starts, order.Length, survival, total, deaths[c]);
        }

        return new AalenJohansen(times, survival, causes, incidence, error);
    }

    /// <summary>Probability of having had the event of a cause by each time.</summary>
    /// <param name="cause">One of <see cref="Causes"/>.</param>
    /// <returns>One value for each of <see cref="Times"/>, rising from 0.</returns>
    public IReadOnlyList<double> Incidence(int cause) => _incidence[IndexOf(cause)];

    /// <summary>Standard error of <see cref="Incidence"/>.</summary>
    /// <param name="cause">One of <see cref="Causes"/>.</param>
    /// <returns>One value for each of <see cref="Times"/>.</returns>
    public IReadOnlyList<double> StandardErrors(int cause) => _error[IndexOf(cause)];

    /// <summary>Pointwise confidence limits of <see cref="Incidence"/>, as R's confint of a multi-state survfit.</summary>
    /// <param name="cause">One of <see cref="Causes"/>.</param>
    /// <param name="confidence">Scale on which they are symmetric, applied to the incidence itself; log-log keeps within 0 and 1.</param>
    /// <param name="level">Level, between 0 and 1.</param>
    /// <returns>One lower and one upper limit for each of <see cref="Times"/>; NaN where the incidence is 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The cause did not occur, or the level is out of range.</exception>
    public (IReadOnlyList<double> Lower, IReadOnlyList<double> Upper) Limits(int cause, ConfidenceType confidence = ConfidenceType.LogLog, double level = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(level, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(level, 1);
        var (value, error) = (_incidence[IndexOf(cause)], _error[IndexOf(cause)]);
        var z = Normal.InvCDF(0, 1, 0.5 + level / 2);
        var lower = new double[value.Length];
        var upper = new double[value.Length];
        for (var i = 0; i < value.Length; i++)
        {
            (lower[i], upper[i]) = SurvivalInterval.Of(value[i], error[i] / value[i], z, confidence);
        }

        return (lower, upper);
    }

    /// <summary>Probability of having had the event of a cause by a time.</summary>
    /// <param name="cause">One of <see cref="Causes"/>.</param>
    /// <param name="time">Any time up to the longest follow-up.</param>
    /// <returns>The probability, 0 before the first time.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The cause did not occur, or nobody was followed to the time.</exception>
    public double IncidenceAt(int cause, double time)
    {
        var curve = _incidence[IndexOf(cause)];
        if (time > _times[^1] && _survival[^1] > 0)
        {
            throw new ArgumentOutOfRangeException(nameof(time), time, FormattableString.Invariant($"Nobody was followed to {time}: the longest follow-up is {_times[^1]}."));
        }

        var index = Array.BinarySearch(_times, time);
        index = index >= 0 ? index : ~index - 1;
        return index < 0 ? 0 : curve[index];
    }

    private int IndexOf(int cause)
    {
        var index = Array.BinarySearch(_causes, cause);
        return index >= 0
            ? index
            : throw new ArgumentOutOfRangeException(nameof(cause), cause, FormattableString.Invariant($"Nobody had an event of cause {cause}; the causes are {string.Join(", ", _causes)}."));
    }

    /// <summary>
    /// The influence of a patient who left at T on F(t), t at or after T, is a - c F(t) with a and c fixed at T, and of one still
    /// followed it is the same for all: sums of a^2, a c and c^2 give the variance at every time in one pass.
    /// </summary>
    private static (double[] Incidence, double[] Error) Curve(List<int> starts, int n, double[] survival, int[] total, int[] deaths)
    {
        var incidence = new double[survival.Length];
        var error = new double[survival.Length];
        double before = 1, f = 0, drift = 0, followed = 0;
        double sumAa = 0, sumAc = 0, sumCc = 0;
        for (var g = 0; g < survival.Length; g++)
        {
            double atRisk = n - starts[g];
            var left = starts[g + 1] - starts[g];
            var step = before * deaths[g] / atRisk;

            // Of a patient still at risk: survival has drifted up by -drift until just before, and this step's share goes down.
            followed += drift * step - step / atRisk;
            f += step;
            var remaining = atRisk - total[g];
            if (total[g] > 0 && remaining > 0)
            {
                drift += total[g] / (atRisk * remaining);
            }

            if (left > 0)
            {
                var jump = remaining > 0 ? 1 / remaining : 0;
                Leave(deaths[g], followed + before / atRisk, jump - drift);
                Leave(total[g] - deaths[g], followed, jump - drift);
                Leave(left - total[g], followed, -drift);
            }

            incidence[g] = f;
            var variance = sumAa - 2 * f * sumAc + f * f * sumCc + (atRisk - left) * followed * followed;
            error[g] = Math.Sqrt(Math.Max(0, variance));
            before = survival[g];
        }

        return (incidence, error);

        void Leave(int count, double value, double c)
        {
            var a = value + c * f;
            sumAa += count * a * a;
            sumAc += count * a * c;
            sumCc += count * c * c;
        }
    }
}

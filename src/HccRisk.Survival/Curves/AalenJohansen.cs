using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;
using HccRisk.Survival.Data;
using MathNet.Numerics.Distributions;

namespace HccRisk.Survival.Curves;

/// <summary>
/// Cumulative incidence of each of several competing causes (Aalen and Johansen, Scand J Stat 1978), with the standard error of
/// the infinitesimal jackknife, as R's survfit gives for a multi-state outcome. O(n) a cause after one sort.
/// </summary>
/// <remarks>
/// With case weights every count is the sum of the weights; with entry times a row counts as at risk after its entry only. The
/// standard error takes each row as independent, and its weight as what it counts for, not as a number of patients: write a row
/// as often as it occurs to have frequencies.
/// </remarks>
[TypeFormatterSource(typeof(AalenJohansenFormatter))]
public sealed class AalenJohansen
{
    private readonly SurvivalOutcome _outcome;
    private readonly IncidenceSteps _steps;
    private readonly double[] _times;
    private readonly double[] _survival;
    private readonly double[] _survivalError;
    private readonly double[][] _incidence;
    private readonly double[][] _error;
    private readonly int[] _causes;

    private AalenJohansen(SurvivalOutcome outcome, IncidenceSteps steps, int[] causes, double[][] incidence, double[][] error)
    {
        _outcome = outcome;
        _steps = steps;
        _times = steps.Times;
        _survival = steps.Survival;
        _survivalError = steps.Curve(null).Error;
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

    /// <summary>Standard error of <see cref="EventFree"/>, by the infinitesimal jackknife too; without weights and entry times that is Greenwood's.</summary>
    public IReadOnlyList<double> EventFreeErrors => _survivalError;

    /// <summary>Estimates the curves.</summary>
    /// <param name="outcome">Follow-up with one code a cause.</param>
    /// <returns>One curve a cause.</returns>
    /// <exception cref="NoEventsException">Everybody is censored.</exception>
    public static AalenJohansen Fit(SurvivalOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return outcome.Causes.Count > 0 ? Fit(outcome, outcome.Causes) : throw new NoEventsException($"Cumulative incidence needs events: {outcome.WhyNoEvent}.");
    }

    /// <summary>Estimates the curves of given causes, as of one group among several: what nobody in it had has the incidence 0.</summary>
    /// <param name="outcome">Follow-up with one code a cause.</param>
    /// <param name="causes">Event codes, 1 or greater: those that occur, and any others.</param>
    /// <returns>One curve a cause.</returns>
    /// <exception cref="ArgumentException">A cause that occurs is not among them, or one is below 1.</exception>
    public static AalenJohansen Fit(SurvivalOutcome outcome, IReadOnlyList<int> causes)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(causes);
        int[] codes = [.. causes.Distinct().Order()];
        if (codes is [] or [< 1, ..] || outcome.Causes.Except(codes).Any())
        {
            throw new ArgumentException(
                $"The causes must be 1 or greater, and those that occur ({string.Join(", ", outcome.Causes)}) among them, but they are {string.Join(", ", codes)}.",
                nameof(causes));
        }

        var steps = new IncidenceSteps(outcome, codes);
        var incidence = new double[codes.Length][];
        var error = new double[codes.Length][];
        for (var c = 0; c < codes.Length; c++)
        {
            (incidence[c], error[c]) = steps.Curve(codes[c]);
        }

        return new AalenJohansen(outcome, steps, codes, incidence, error);
    }

    /// <summary>Probability of having had the event of a cause by each time.</summary>
    /// <param name="cause">One of <see cref="Causes"/>.</param>
    /// <returns>One value for each of <see cref="Times"/>, rising from 0.</returns>
    public IReadOnlyList<double> Incidence(int cause) => _incidence[IndexOf(cause)];

    /// <summary>Standard error of <see cref="Incidence"/>.</summary>
    /// <param name="cause">One of <see cref="Causes"/>.</param>
    /// <returns>One value for each of <see cref="Times"/>.</returns>
    public IReadOnlyList<double> StandardErrors(int cause) => _error[IndexOf(cause)];

    /// <summary>
    /// Variance of <see cref="Incidence"/> by Aalen's formula (Scand J Stat 1978), tied events with the hypergeometric correction: that of
    /// R's cuminc, which differs a little from the square of <see cref="StandardErrors"/>.
    /// </summary>
    /// <param name="cause">One of <see cref="Causes"/>.</param>
    /// <returns>One value for each of <see cref="Times"/>.</returns>
    /// <exception cref="NotSupportedException">The outcome has entry times or weights, for which the formula is not derived.</exception>
    public IReadOnlyList<double> AalenVariances(int cause)
    {
        _outcome.RequirePlain("Aalen's variance");
        return _steps.AalenVariance(_causes[IndexOf(cause)]);
    }

    /// <summary>Pointwise confidence limits of <see cref="Incidence"/>, as R's confint of a multi-state survfit.</summary>
    /// <param name="cause">One of <see cref="Causes"/>.</param>
    /// <param name="confidence">Scale on which they are symmetric, applied to the incidence itself; log-log keeps within 0 and 1.</param>
    /// <param name="level">Level, between 0 and 1.</param>
    /// <returns>One lower and one upper limit for each of <see cref="Times"/>; NaN where the incidence is 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The cause did not occur, or the level is out of range.</exception>
    public (IReadOnlyList<double> Lower, IReadOnlyList<double> Upper) Limits(int cause, ConfidenceType confidence = ConfidenceType.LogLog, double level = 0.95)
    {
        return Limits(_incidence[IndexOf(cause)], _error[IndexOf(cause)], confidence, level);
    }

    /// <summary>The curve of one cause with its limits.</summary>
    /// <param name="cause">One of <see cref="Causes"/>.</param>
    /// <param name="confidence">Scale on which the limits are symmetric.</param>
    /// <param name="level">Level, between 0 and 1.</param>
    /// <returns>The curve.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The cause did not occur, or the level is out of range.</exception>
    public IncidenceCurve Curve(int cause, ConfidenceType confidence = ConfidenceType.LogLog, double level = 0.95)
    {
        var (lower, upper) = Limits(cause, confidence, level);
        return new IncidenceCurve(cause, Times, Incidence(cause), StandardErrors(cause), lower, upper);
    }

    /// <summary>Pointwise confidence limits of <see cref="EventFree"/>.</summary>
    /// <param name="confidence">Scale on which they are symmetric.</param>
    /// <param name="level">Level, between 0 and 1.</param>
    /// <returns>One lower and one upper limit for each of <see cref="Times"/>; NaN where the scale has no value.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is out of range.</exception>
    public (IReadOnlyList<double> Lower, IReadOnlyList<double> Upper) EventFreeLimits(ConfidenceType confidence = ConfidenceType.LogLog, double level = 0.95) =>
        Limits(_survival, _survivalError, confidence, level);

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

    /// <summary>Incidence of a cause by a time with its standard error.</summary>
    /// <param name="cause">One of <see cref="Causes"/>.</param>
    /// <param name="time">Any time.</param>
    /// <returns>Both 0 before the first time, both NaN beyond the longest follow-up while some are event-free.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The cause is none of these.</exception>
    public (double Incidence, double StandardError) EstimateAt(int cause, double time)
    {
        var curve = IndexOf(cause);
        if (time > _times[^1] && _survival[^1] > 0)
        {
            return (double.NaN, double.NaN);
        }

        var index = Array.BinarySearch(_times, time);
        index = index >= 0 ? index : ~index - 1;
        return index < 0 ? (0, 0) : (_incidence[curve][index], _error[curve][index]);
    }

    private static (IReadOnlyList<double> Lower, IReadOnlyList<double> Upper) Limits(double[] value, double[] error, ConfidenceType confidence, double level)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(level, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(level, 1);
        var z = Normal.InvCDF(0, 1, 0.5 + level / 2);
        var lower = new double[value.Length];
        var upper = new double[value.Length];
        for (var i = 0; i < value.Length; i++)
        {
            (lower[i], upper[i]) = SurvivalInterval.Of(value[i], error[i] / value[i], z, confidence);
        }

        return (lower, upper);
    }

    private int IndexOf(int cause)
    {
        var index = Array.BinarySearch(_causes, cause);
        return index >= 0
            ? index
            : throw new ArgumentOutOfRangeException(nameof(cause), cause, FormattableString.Invariant($"Nobody had an event of cause {cause}; the causes are {string.Join(", ", _causes)}."));
    }

    /// <summary>The result for a terminal.</summary>
    public override string ToString() => Printed.Lines(
        [
            FormattableString.Invariant($"cumulative incidence of {Causes.Count} causes, {Times.Count} times up to {Printed.Number(Times[^1])}"),
            .. Causes.Select(c => FormattableString.Invariant($"cause {c}: {Printed.Share(IncidenceAt(c, Times[^1]))} at the end")),
            $"free of any event: {Printed.Share(EventFree[^1])} at the end",
        ]);
}

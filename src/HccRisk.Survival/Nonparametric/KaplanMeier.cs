using HccRisk.Survival.Data;
using MathNet.Numerics.Distributions;

namespace HccRisk.Survival.Nonparametric;

/// <summary>
/// The product-limit estimate of the survival curve (Kaplan and Meier, JASA 1958) with Greenwood's standard error, and the
/// Nelson-Aalen cumulative hazard beside it. Every positive event code counts as the event.
/// </summary>
/// <remarks>
/// The arrays have one entry for each distinct time, censoring times included. Counts are double so that weighted data have
/// the same shape.
/// </remarks>
public sealed class KaplanMeier
{
    // R takes a probability within this of a flat stretch of the curve as lying on it.
    private const double FlatTolerance = 1.4901161193847656e-08;

    private readonly double[] _times;
    private readonly double[] _atRisk;
    private readonly double[] _events;
    private readonly double[] _censored;
    private readonly double[] _survival;
    private readonly double[] _error;
    private readonly double[] _lower;
    private readonly double[] _upper;
    private readonly double[] _hazard;
    private readonly double[] _hazardError;

    private KaplanMeier(int distinct, int count, ConfidenceType confidence, double level)
    {
        Count = count;
        Confidence = confidence;
        Level = level;
        _times = new double[distinct];
        _atRisk = new double[distinct];
        _events = new double[distinct];
        _censored = new double[distinct];
        _survival = new double[distinct];
        _error = new double[distinct];
        _lower = new double[distinct];
        _upper = new double[distinct];
        _hazard = new double[distinct];
        _hazardError = new double[distinct];
    }

    /// <summary>Number of patients.</summary>
    public int Count { get; }

    /// <summary>Scale of the confidence limits.</summary>
    public ConfidenceType Confidence { get; }

    /// <summary>Level of the confidence limits, between 0 and 1.</summary>
    public double Level { get; }

    /// <summary>Distinct times, ascending.</summary>
    public IReadOnlyList<double> Times => _times;

    /// <summary>Patients still followed just before each time.</summary>
    public IReadOnlyList<double> AtRisk => _atRisk;

    /// <summary>Events at each time.</summary>
    public IReadOnlyList<double> Events => _events;

    /// <summary>Censorings at each time.</summary>
    public IReadOnlyList<double> Censored => _censored;

    /// <summary>Survival probability just after each time, 1 falling towards 0.</summary>
    public IReadOnlyList<double> Survival => _survival;

    /// <summary>Greenwood's standard error of <see cref="Survival"/>; NaN where survival is 0.</summary>
    public IReadOnlyList<double> StandardErrors => _error;

    /// <summary>Lower confidence limits; NaN where the scale has no value (survival 0; survival 1 on log-log, logit and arcsine).</summary>
    public IReadOnlyList<double> Lower => _lower;

    /// <summary>Upper confidence limits; NaN where the scale has no value (survival 0; survival 1 on log-log, logit and arcsine).</summary>
    public IReadOnlyList<double> Upper => _upper;

    /// <summary>Nelson-Aalen cumulative hazard just after each time.</summary>
    public IReadOnlyList<double> CumulativeHazard => _hazard;

    /// <summary>Standard error of <see cref="CumulativeHazard"/> (Aalen's: root of the sum of d / n^2).</summary>
    public IReadOnlyList<double> CumulativeHazardErrors => _hazardError;

    /// <summary>Median survival time with its confidence limits.</summary>
    public SurvivalQuantile Median => Quantile(0.5);

    /// <summary>Estimates the curve in O(n log n).</summary>
    /// <param name="outcome">Follow-up.</param>
    /// <param name="confidence">Scale of the confidence limits; R's default is log.</param>
    /// <param name="level">Level of the confidence limits, between 0 and 1.</param>
    /// <returns>The curve.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level or the scale is out of range.</exception>
    public static KaplanMeier Fit(SurvivalOutcome outcome, ConfidenceType confidence = ConfidenceType.Log, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        outcome.RequirePlain("Kaplan-Meier");
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(level, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(level, 1);
        var order = outcome.Order;
        var times = outcome.SortedTimes;
        var events = outcome.EventArray;
        var distinct = 0;
        for (var k = 0; k < order.Length; k++)
        {
            distinct += k == 0 || times[k] != times[k - 1] ? 1 : 0;
        }

        var curve = new KaplanMeier(distinct, order.Length, confidence, level);
        var z = Normal.InvCDF(0, 1, 0.5 + level / 2);
        double survival = 1, greenwood = 0, hazard = 0, hazardVariance = 0;
        double lower = double.NaN, upper = double.NaN;
        for (int start = 0, at = 0; start < order.Length; at++)
        {
            var time = times[start];
            var end = start;
            var deaths = 0;
            for (; end < order.Length && times[end] == time; end++)
            {
                deaths += events[order[end]] != 0 ? 1 : 0;
            }

            double atRisk = order.Length - start;
            if (deaths > 0)
            {
                survival *= (atRisk - deaths) / atRisk;
                greenwood += deaths / (atRisk * (atRisk - deaths));
                hazard += deaths / atRisk;
                hazardVariance += deaths / (atRisk * atRisk);
            }

            if (deaths > 0 || start == 0)
            {
                (lower, upper) = SurvivalInterval.Of(survival, Math.Sqrt(greenwood), z, confidence);
            }

            curve._times[at] = time;
            curve._atRisk[at] = atRisk;
            curve._events[at] = deaths;
            curve._censored[at] = end - start - deaths;
            curve._survival[at] = survival;
            curve._error[at] = survival * Math.Sqrt(greenwood);
            curve._lower[at] = lower;
            curve._upper[at] = upper;
            curve._hazard[at] = hazard;
            curve._hazardError[at] = Math.Sqrt(hazardVariance);
            start = end;
        }

        return curve;
    }

    /// <summary>The reverse Kaplan-Meier curve: being censored is the event, so that its median is the median follow-up.</summary>
    /// <param name="outcome">Follow-up.</param>
    /// <param name="confidence">Scale of the confidence limits.</param>
    /// <param name="level">Level of the confidence limits, between 0 and 1.</param>
    /// <returns>The curve of follow-up.</returns>
    public static KaplanMeier FollowUp(SurvivalOutcome outcome, ConfidenceType confidence = ConfidenceType.Log, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        outcome.RequirePlain("Kaplan-Meier");
        return Fit(outcome.Reversed(), confidence, level);
    }

    /// <summary>Survival probability at a time, with its confidence limits.</summary>
    /// <param name="time">Any time up to the longest follow-up.</param>
    /// <returns>The step function's value; 1 with limits 1 before the first time.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time lies beyond the longest follow-up, where nothing is known, unless the curve has reached 0.</exception>
    public SurvivalPoint At(double time)
    {
        var index = IndexAt(time);
        if (index == _times.Length - 1 && time > _times[^1] && _survival[^1] > 0)
        {
            throw new ArgumentOutOfRangeException(nameof(time), time, FormattableString.Invariant($"Nobody was followed to {time}: the longest follow-up is {_times[^1]}."));
        }

        return index < 0
            ? new SurvivalPoint(time, AtRiskAt(time), 1, 0, 1, 1)
            : new SurvivalPoint(time, AtRiskAt(time), _survival[index], _error[index], _lower[index], _upper[index]);
    }

    /// <summary>Patients still followed just before a time: those whose own time is not shorter.</summary>
    /// <param name="time">Any time.</param>
    /// <returns>The number at risk, 0 beyond the longest follow-up.</returns>
    public double AtRiskAt(double time)
    {
        var index = Array.BinarySearch(_times, time);
        index = index >= 0 ? index : ~index;
        return index < _times.Length ? _atRisk[index] : 0;
    }

    /// <summary>The time by which a fraction of patients had the event, as R's quantile of a survfit.</summary>
    /// <param name="probability">The fraction, between 0 and 1; 0.5 for the median.</param>
    /// <returns>
    /// The quantile; where the curve is flat at exactly this fraction, the middle of the flat stretch. The limits are those of
    /// the curves of the confidence limits (Brookmeyer and Crowley, Biometrics 1982).
    /// </returns>
    public SurvivalQuantile Quantile(double probability)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(probability, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(probability, 1);
        return new SurvivalQuantile(probability, Crossing(_survival, probability), Crossing(_lower, probability), Crossing(_upper, probability));
    }

    /// <summary>One curve a stratum.</summary>
    /// <param name="outcome">Follow-up.</param>
    /// <param name="strata">Stratum code of each patient; any integers.</param>
    /// <param name="confidence">Scale of the confidence limits.</param>
    /// <param name="level">Level of the confidence limits, between 0 and 1.</param>
    /// <returns>The curves by ascending stratum code.</returns>
    /// <exception cref="ArgumentException">Lengths differ.</exception>
    public static IReadOnlyDictionary<int, KaplanMeier> FitStrata(
        SurvivalOutcome outcome, ReadOnlySpan<int> strata, ConfidenceType confidence = ConfidenceType.Log, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        if (strata.Length != outcome.Count)
        {
            throw new ArgumentException(FormattableString.Invariant($"'strata' has {strata.Length} values, 'outcome' has {outcome.Count} patients."), nameof(strata));
        }

        var rows = new SortedDictionary<int, List<int>>();
        for (var i = 0; i < strata.Length; i++)
        {
            if (!rows.TryGetValue(strata[i], out var list))
            {
                rows.Add(strata[i], list = []);
            }

            list.Add(i);
        }

        var curves = new SortedDictionary<int, KaplanMeier>();
        foreach (var (code, list) in rows)
        {
            curves.Add(code, Fit(outcome.Select([.. list]), confidence, level));
        }

        return curves;
    }

    private double? Crossing(double[] curve, double probability)
    {
        for (var i = 0; i < curve.Length; i++)
        {
            var fallen = 1 - curve[i];
            if (!(fallen >= probability - FlatTolerance))
            {
                continue;
            }

            if (fallen > probability + FlatTolerance)
            {
                return _times[i];
            }

            for (var next = i + 1; next < curve.Length; next++)
            {
                if (1 - curve[next] > probability + FlatTolerance)
                {
                    return (_times[i] + _times[next]) / 2;
                }
            }

            return (_times[i] + _times[^1]) / 2;
        }

        return null;
    }

    private int IndexAt(double time)
    {
        var index = Array.BinarySearch(_times, time);
        return index >= 0 ? index : ~index - 1;
    }
}

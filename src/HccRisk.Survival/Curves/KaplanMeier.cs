using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;
using HccRisk.Survival.Data;
using MathNet.Numerics.Distributions;

namespace HccRisk.Survival.Curves;

/// <summary>
/// The product-limit estimate of the survival curve (Kaplan and Meier, JASA 1958) with Greenwood's standard error, and the
/// Nelson-Aalen cumulative hazard beside it. Every positive event code counts as the event.
/// </summary>
/// <remarks>
/// The arrays have one entry for each distinct time, censoring times included. With case weights every count is the sum of
/// the weights. Weights that are all whole numbers are taken as frequencies, with Greenwood's and Aalen's variances of these
/// counts; others as sampling or inverse-probability weights, with the variance of the infinitesimal jackknife (as R's survfit
/// decides; each row counts as independent). With entry times a row counts as at risk after its entry only; the end of a row that its patient's next row continues is
/// counted among the censorings.
/// </remarks>
[TypeFormatterSource(typeof(KaplanMeierFormatter))]
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
    private readonly RiskSet _riskSet;

    private KaplanMeier(int distinct, RiskSet riskSet, ConfidenceType confidence, double level)
    {
        _riskSet = riskSet;
        Count = riskSet.Count;
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

    /// <summary>Number of patients (rows, when a patient has several).</summary>
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

    /// <summary>Standard error of <see cref="Survival"/> (Greenwood's, or the jackknife's for weights that are not whole); NaN where survival is 0.</summary>
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

        var riskSet = new RiskSet(outcome);
        var weights = outcome.WeightArray;
        var curve = new KaplanMeier(distinct, riskSet, confidence, level);
        var z = Normal.InvCDF(0, 1, 0.5 + level / 2);
        var jackknife = weights is not null && Array.Exists(weights, w => w != Math.Floor(w)) ? new JackknifeVariance(outcome) : null;
        double survival = 1, greenwood = 0, hazard = 0, hazardVariance = 0;
        double lower = double.NaN, upper = double.NaN;
        for (int start = 0, at = 0; start < order.Length; at++)
        {
            var time = times[start];
            var end = start;
            double deaths = 0, left = 0;
            for (; end < order.Length && times[end] == time; end++)
            {
                var weight = weights is null ? 1 : weights[order[end]];
                left += weight;
                deaths += events[order[end]] != 0 ? weight : 0;
            }

            var atRisk = riskSet.From(start);
            if (deaths > 0)
            {
                survival *= (atRisk - deaths) / atRisk;
                greenwood += deaths / (atRisk * (atRisk - deaths));
                hazard += deaths / atRisk;
                hazardVariance += deaths / (atRisk * atRisk);
            }

            if (jackknife is not null)
            {
                jackknife.Advance(time, order.AsSpan(start, end - start), events, atRisk, deaths);
                (greenwood, hazardVariance) = (jackknife.LogSurvival, jackknife.Hazard);
            }

            if (deaths > 0 || start == 0)
            {
                (lower, upper) = SurvivalInterval.Of(survival, Math.Sqrt(greenwood), z, confidence);
            }

            curve._times[at] = time;
            curve._atRisk[at] = atRisk;
            curve._events[at] = deaths;
            curve._censored[at] = left - deaths;
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

    /// <summary>Survival probability at a time.</summary>
    /// <param name="time">Any time.</param>
    /// <returns>The step function's value; NaN beyond the longest follow-up, where nothing is known, unless the curve has reached 0.</returns>
    public double SurvivalAt(double time) =>
        time > _times[^1] && _survival[^1] > 0 ? double.NaN : IndexAt(time) is var index && index < 0 ? 1 : _survival[index];

    /// <summary>Patients at risk just before a time: those who entered before it and whose own time is not shorter.</summary>
    /// <param name="time">Any time.</param>
    /// <returns>The number (sum of weights) at risk, 0 beyond the longest follow-up.</returns>
    public double AtRiskAt(double time) => _riskSet.At(time);

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
        var (stratum, codes) = GroupCodes.Index(strata, outcome, nameof(strata));
        var rows = new List<int>[codes.Length];
        for (var i = 0; i < stratum.Length; i++)
        {
            (rows[stratum[i]] ??= []).Add(i);
        }

        var curves = new SortedDictionary<int, KaplanMeier>();
        for (var k = 0; k < codes.Length; k++)
        {
            curves.Add(codes[k], Fit(outcome.Select([.. rows[k]]), confidence, level));
        }

        return curves;
    }

    /// <summary>The Fleming-Harrington estimate from the same counts.</summary>
    /// <returns>The curve at the same times.</returns>
    /// <exception cref="NotSupportedException">The counts are not whole: the weights are not frequencies.</exception>
    public FlemingHarringtonCurve FlemingHarrington()
    {
        var hazard = new double[_times.Length];
        var survival = new double[_times.Length];
        var error = new double[_times.Length];
        double sum = 0, variance = 0;
        for (var i = 0; i < _times.Length; i++)
        {
            if (_events[i] != Math.Floor(_events[i]) || _atRisk[i] != Math.Floor(_atRisk[i]))
            {
                throw new NotSupportedException(FormattableString.Invariant($"The Fleming-Harrington estimate needs whole counts; at time {_times[i]} there are {_events[i]} events among {_atRisk[i]} at risk."));
            }

            for (var j = 0; j < _events[i]; j++)
            {
                var step = 1 / (_atRisk[i] - j);
                sum += step;
                variance += step * step;
            }

            hazard[i] = sum;
            survival[i] = Math.Exp(-sum);
            error[i] = survival[i] * Math.Sqrt(variance);
        }

        return new FlemingHarringtonCurve(_times, hazard, survival, error);
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

    /// <summary>The result for a terminal.</summary>
    public override string ToString() => Printed.Lines(
        [
            FormattableString.Invariant($"Kaplan-Meier curve, {Count} patients, {Printed.Number(Events.Sum())} events; median {Median}"),
            $"followed up to {Printed.Number(Times[^1])}, where survival is {Printed.Share(Survival[^1])}",
        ]);
}

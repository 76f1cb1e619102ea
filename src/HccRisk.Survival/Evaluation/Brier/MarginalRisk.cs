using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation.Brier;

/// <summary>
/// Observed risk of a group at one horizon: Aalen-Johansen, which without competing causes is one minus Kaplan-Meier, with the standard error of the infinitesimal
/// jackknife (Greenwood's without competing causes). The patients are sorted once; each group of them costs O(n).
/// </summary>
/// <remarks>As <see cref="Curves.AalenJohansen"/>, at one time only and of one cause.</remarks>
internal sealed class MarginalRisk
{
    private readonly int[] _order;
    private readonly double[] _times;
    private readonly int[] _events;
    private readonly int _cause;
    private readonly double _time;
    private readonly int _reached;

    public MarginalRisk(SurvivalOutcome outcome, int cause, double time)
    {
        (_order, _times, _events, _cause, _time) = (outcome.Order, outcome.SortedTimes, outcome.EventArray, cause, time);
        _reached = Array.BinarySearch(_times, time) is var at && at < 0 ? ~at : at;
        while (_reached < _times.Length && _times[_reached] == time)
        {
            _reached++;
        }
    }

    /// <summary>The risk and its standard error; null when follow-up ends before the horizon with somebody still at risk.</summary>
    public static (double Value, double Error)? At(SurvivalOutcome outcome, int cause, double time) => new MarginalRisk(outcome, cause, time).Of(_ => true);

    /// <summary>The risk with its confidence interval, or the reason why there is none.</summary>
    public static MetricEstimate Estimate(SurvivalOutcome outcome, int cause, double time, double level)
    {
        var method = FormattableString.Invariant($"observed risk, t = {time}");
        return At(outcome, cause, time) is { } risk
            ? MetricEstimate.Of(method, risk.Value, risk.Error > 0 ? risk.Error : null, level, 0, 1)
            : MetricEstimate.None(method, PredictionChecks.Beyond(outcome, time)!, level);
    }

    /// <summary>The risk in the patients of a group and its standard error; null when their follow-up ends before the horizon with one of them still at risk.</summary>
    /// <param name="includes">Whether a patient, by row, is in the group, which has one at least.</param>
    public (double Value, double Error)? Of(Func<int, bool> includes)
    {
        var beyond = 0;
        for (var k = _reached; k < _order.Length; k++)
        {
            beyond += includes(_order[k]) ? 1 : 0;
        }

        var rows = new int[_reached];
        var count = 0;
        for (var k = 0; k < _reached; k++)
        {
            rows[count] = k;
            count += includes(_order[k]) ? 1 : 0;
        }

        // Of a row at risk the derivative of the incidence F by its weight is 'followed'; one that left at T keeps a - c F.
        double before = 1, f = 0, drift = 0, followed = 0, aa = 0, ac = 0, cc = 0;
        for (int start = 0, end; start < count; start = end)
        {
            double atRisk = count - start + beyond;
            var (own, any) = (0, 0);
            for (end = start; end < count && _times[rows[end]] == _times[rows[start]]; end++)
            {
                var code = _events[_order[rows[end]]];
                own += code == _cause ? 1 : 0;
                any += code != 0 ? 1 : 0;
            }

            var remaining = atRisk - any;
            if (any > 0)
            {
                var step = before * own / atRisk;
                followed += (drift * step) - (step / atRisk);
                f += step;
                drift += remaining > 0 ? any / (atRisk * remaining) : 0;
            }

            for (var k = start; k < end; k++)
            {
                var code = _events[_order[rows[k]]];
                var fall = -drift + (code != 0 && remaining > 0 ? 1 / remaining : 0);
                var a = followed + (code == _cause && code != 0 ? before / atRisk : 0) + (fall * f);
                (aa, ac, cc) = (aa + (a * a), ac + (a * fall), cc + (fall * fall));
            }

            before *= remaining / atRisk;
        }

        if (beyond == 0 && before > 0 && (count == 0 || _times[rows[count - 1]] < _time))
        {
            return null;
        }

        return (f, Math.Sqrt(Math.Max(0, (followed * followed * beyond) + aa - (2 * f * ac) + (f * f * cc))));
    }
}

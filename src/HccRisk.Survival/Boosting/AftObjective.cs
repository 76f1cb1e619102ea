using HccRisk.Survival.Aft;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Boosting;

/// <summary>
/// Minus the log-likelihood of an accelerated failure time model of fixed scale: log T = score + scale * error. Here a higher score is a
/// later event.
/// </summary>
/// <remarks>
/// Derivatives are kept within the bounds of xgboost's loss: the first between -15 and 15, the second between 1e-16 and 15, both before
/// the case weight.
/// </remarks>
public sealed class AftObjective : BoostingObjective
{
    private const double Most = 15;
    private const double LeastHessian = 1e-16;

    private readonly SurvivalOutcome _outcome;
    private readonly AftDistribution _distribution;
    private readonly double _scale;
    private readonly double[] _logTimes;

    /// <summary>Keeps the follow-up.</summary>
    /// <param name="outcome">Follow-up above 0, every code above 0 being the event; weights where there are any. No entry times.</param>
    /// <param name="distribution">Distribution of the time; one whose scale is not fixed.</param>
    /// <param name="scale">Scale of the error, above 0.</param>
    /// <exception cref="ArgumentException">A time is 0, or the distribution fixes its scale.</exception>
    /// <exception cref="NotSupportedException">The outcome has entry times.</exception>
    public AftObjective(SurvivalOutcome outcome, AftDistribution distribution, double scale)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        if (AftBaseline.FixedScale(distribution) is not null)
        {
            throw new ArgumentException($"The {distribution} distribution fixes its scale: use Weibull.", nameof(distribution));
        }

        if (!outcome.Entries.IsEmpty)
        {
            throw new NotSupportedException("A boosted accelerated failure time model does not use entry times: remove them with WithEntries([]) if that is meant.");
        }

        var zero = outcome.Times.IndexOf(0.0);
        if (zero >= 0)
        {
            throw new ArgumentException(FormattableString.Invariant($"Time {zero} is 0: an accelerated failure time model takes its logarithm; leave the row out."), nameof(outcome));
        }

        (_outcome, _distribution, _scale) = (outcome, distribution, scale);
        _logTimes = Array.ConvertAll(outcome.TimeArray, Math.Log);
    }

    /// <inheritdoc/>
    public override int Rows => _logTimes.Length;

    /// <inheritdoc/>
    public override double LogLikelihood(ReadOnlySpan<double> scores)
    {
        RequireRows(scores.Length, nameof(scores));
        double sum = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            sum += Of(i, scores[i]).Value;
        }

        return sum;
    }

    /// <inheritdoc/>
    public override double Differentiate(ReadOnlySpan<double> scores, Span<double> gradient, Span<double> hessian)
    {
        RequireRows(scores.Length, nameof(scores));
        RequireRows(gradient.Length, nameof(gradient));
        RequireRows(hessian.Length, nameof(hessian));
        double sum = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            var (value, first, second) = Of(i, scores[i]);
            var weight = _outcome.WeightArray?[i] ?? 1;
            sum += value;
            gradient[i] = weight * Math.Clamp(first / _scale, -Most, Most);
            hessian[i] = weight * Math.Clamp(-second / (_scale * _scale), LeastHessian, Most);
        }

        return sum;
    }

    /// <summary>
    /// Log-likelihood of a row with its weight, and the derivatives of its log density or survival by the standardised time.
    /// </summary>
    private (double Value, double First, double Second) Of(int row, double score)
    {
        var isEvent = _outcome.EventArray[row] != 0;
        var (value, first, second) = AftBaseline.Log(_distribution, (_logTimes[row] - score) / _scale, isEvent);
        value -= isEvent ? Math.Log(_scale) + _logTimes[row] : 0;
        return (value * (_outcome.WeightArray?[row] ?? 1), first, second);
    }
}

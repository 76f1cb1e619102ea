using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.Brier;

namespace HccRisk.Survival.Evaluation.LogScores;

/// <summary>
/// The logarithmic score of predicted risks by inverse probability of censoring weighting (Graf et al., Stat Med 1999), weights and competing causes as of
/// <see cref="BrierScore"/>: somebody with another cause by the horizon did not have the event.
/// </summary>
public static class LogScore
{
    /// <summary>A risk counts as no nearer to 0 or 1 than this: one certainty that fails would make the score infinite.</summary>
    public const double NearestToCertain = 1e-6;

    /// <summary>The score at one horizon, with the influence-function standard error that accounts for the estimated weights.</summary>
    /// <param name="outcome">Follow-up; codes other than the cause are competing events.</param>
    /// <param name="risk">Predicted probability of the event of interest by <paramref name="time"/>, 0 to 1, one a patient.</param>
    /// <param name="time">The horizon, finite and greater than 0.</param>
    /// <param name="options">Cause and level; null for the defaults.</param>
    /// <returns>The score, or a result that says why there is none.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a risk lies outside 0 to 1 (named by its index).</exception>
    public static LogScoreResult At(SurvivalOutcome outcome, ReadOnlySpan<double> risk, double time, BrierOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        options ??= new BrierOptions();
        options.Validate();
        PredictionChecks.RequireHorizon(time, nameof(time));
        Check(outcome, risk);
        var method = FormattableString.Invariant($"log score (IPCW), t = {time}");
        if (PredictionChecks.Beyond(outcome, time) is { } reason)
        {
            return new LogScoreResult { Time = time, Score = MetricEstimate.None(method, reason, options.Level), NullScore = null };
        }

        var (value, influence) = Mean(outcome, risk, time, options.Cause);
        return new LogScoreResult
        {
            Time = time,
            Score = MetricEstimate.Of(method, value, CensoringInfluence.StandardError(influence), options.Level, 0, double.PositiveInfinity),
            NullScore = Mean(outcome, BrierKernel.NullRisk(outcome, time, options.Cause), time, options.Cause).Value,
        };
    }

    /// <summary>The integrated log score: from time 0, where it is 0, to the last horizon by trapezoids, over the last horizon.</summary>
    /// <param name="outcome">Follow-up; codes other than the cause are competing events.</param>
    /// <param name="risks">Predicted probabilities, row-major: a row a patient, a column a horizon.</param>
    /// <param name="times">Horizons, finite, greater than 0, strictly ascending, at least one.</param>
    /// <param name="options">Cause and level; null for the defaults.</param>
    /// <returns>The score with the standard error of the same linear combination; a horizon nobody reached makes the whole not estimable.</returns>
    /// <exception cref="ArgumentException">Lengths differ, horizons do not ascend, or a risk is out of range (named by its index).</exception>
    public static LogScoreResult Integrated(SurvivalOutcome outcome, ReadOnlySpan<double> risks, ReadOnlySpan<double> times, BrierOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        options ??= new BrierOptions();
        options.Validate();
        PredictionChecks.RequireGrid(outcome, risks, times);
        var end = times[^1];
        PredictionChecks.RequireHorizon(times[0], nameof(times));
        var method = FormattableString.Invariant($"integrated log score (trapezoid), 0 to {end}, {times.Length} horizons");
        if (PredictionChecks.Beyond(outcome, end) is { } reason)
        {
            return new LogScoreResult { Time = end, Score = MetricEstimate.None(method, reason, options.Level), NullScore = null };
        }

        double sum = 0, none = 0;
        var influence = new double[outcome.Count];
        var risk = new double[outcome.Count];
        for (var k = 0; k < times.Length; k++)
        {
            for (var i = 0; i < risk.Length; i++)
            {
                risk[i] = risks[(i * times.Length) + k];
            }

            Check(outcome, risk);
            var share = ((k + 1 < times.Length ? times[k + 1] : end) - (k > 0 ? times[k - 1] : 0)) / 2 / end;
            var (value, each) = Mean(outcome, risk, times[k], options.Cause);
            sum += share * value;
            none += share * Mean(outcome, BrierKernel.NullRisk(outcome, times[k], options.Cause), times[k], options.Cause).Value;
            for (var i = 0; i < influence.Length; i++)
            {
                influence[i] += share * each[i];
            }
        }

        return new LogScoreResult
        {
            Time = end,
            Score = MetricEstimate.Of(method, sum, CensoringInfluence.StandardError(influence), options.Level, 0, double.PositiveInfinity),
            NullScore = none,
        };
    }

    private static (double Value, double[] Influence) Mean(SurvivalOutcome outcome, ReadOnlySpan<double> risk, double time, int cause)
    {
        var predicted = risk.ToArray();
        return WeightedLoss.Mean(outcome, time, cause, (i, had) =>
            -Math.Log(Math.Clamp(had ? predicted[i] : 1 - predicted[i], NearestToCertain, 1 - NearestToCertain)));
    }

    private static void Check(SurvivalOutcome outcome, ReadOnlySpan<double> risk)
    {
        outcome.RequirePlain("The log score");
        PredictionChecks.RequireProbabilities(outcome, risk, nameof(risk));
    }
}

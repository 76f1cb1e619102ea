using HccRisk.Survival.CutPoints;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.Discrimination;
using MathNet.Numerics.Distributions;

namespace HccRisk.Survival.Evaluation.ClinicalUtility;

/// <summary>
/// Net reclassification and integrated discrimination improvement at a horizon (Pencina et al., Stat Med 2008 and 2011) by inverse
/// probability of censoring weighting, with influence-function standard errors that account for the estimated weights.
/// </summary>
/// <remarks>
/// Cases have the event of interest by the horizon; controls are free of it, those who had another cause included. A miscalibrated
/// model can gain here without being better: read these beside calibration and the difference of Brier scores.
/// </remarks>
public static class Reclassification
{
    /// <summary>Continuous NRI: any rise or fall of the predicted risk is a move; -2 to 2.</summary>
    /// <param name="outcome">Follow-up; codes other than the cause are competing events.</param>
    /// <param name="before">Risk by the old prediction, 0 to 1, one a patient.</param>
    /// <param name="after">Risk by the new prediction, 0 to 1, one a patient.</param>
    /// <param name="time">The horizon, finite and greater than 0.</param>
    /// <param name="cause">The cause of interest.</param>
    /// <param name="level">Level of the confidence intervals, between 0 and 1.</param>
    /// <returns>The improvement, or a result that says why there is none.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a risk is out of range (named by its index).</exception>
    public static ReclassificationResult Continuous(
        SurvivalOutcome outcome, ReadOnlySpan<double> before, ReadOnlySpan<double> after, double time, int cause = 1, double level = 0.95)
    {
        Check(outcome, before, after, time, cause, level);
        var move = new double[before.Length];
        for (var i = 0; i < move.Length; i++)
        {
            move[i] = Math.Sign(after[i] - before[i]);
        }

        return Of("continuous NRI", outcome, move, time, cause, level);
    }

    /// <summary>Categorical NRI: only a change of the risk group is a move; -2 to 2.</summary>
    /// <param name="outcome">Follow-up; codes other than the cause are competing events.</param>
    /// <param name="before">Risk by the old prediction, 0 to 1, one a patient.</param>
    /// <param name="after">Risk by the new prediction, 0 to 1, one a patient.</param>
    /// <param name="groups">Risk groups with a meaning of their own, the same for both predictions.</param>
    /// <param name="time">The horizon, finite and greater than 0.</param>
    /// <param name="cause">The cause of interest.</param>
    /// <param name="level">Level of the confidence intervals, between 0 and 1.</param>
    /// <returns>The improvement, or a result that says why there is none.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a risk is out of range (named by its index).</exception>
    public static ReclassificationResult Categorical(
        SurvivalOutcome outcome, ReadOnlySpan<double> before, ReadOnlySpan<double> after, RiskGroups groups, double time, int cause = 1, double level = 0.95)
    {
        Check(outcome, before, after, time, cause, level);
        ArgumentNullException.ThrowIfNull(groups);
        var move = new double[before.Length];
        for (var i = 0; i < move.Length; i++)
        {
            move[i] = Math.Sign(groups.Assign(after[i]) - groups.Assign(before[i]));
        }

        return Of("categorical NRI", outcome, move, time, cause, level);
    }

    /// <summary>Integrated discrimination improvement: mean rise of the risk in cases plus mean fall in controls.</summary>
    /// <param name="outcome">Follow-up; codes other than the cause are competing events.</param>
    /// <param name="before">Risk by the old prediction, 0 to 1, one a patient.</param>
    /// <param name="after">Risk by the new prediction, 0 to 1, one a patient.</param>
    /// <param name="time">The horizon, finite and greater than 0.</param>
    /// <param name="cause">The cause of interest.</param>
    /// <param name="level">Level of the confidence intervals, between 0 and 1.</param>
    /// <returns>The improvement, or a result that says why there is none.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a risk is out of range (named by its index).</exception>
    public static ReclassificationResult IntegratedDiscrimination(
        SurvivalOutcome outcome, ReadOnlySpan<double> before, ReadOnlySpan<double> after, double time, int cause = 1, double level = 0.95)
    {
        Check(outcome, before, after, time, cause, level);
        var move = new double[before.Length];
        for (var i = 0; i < move.Length; i++)
        {
            move[i] = after[i] - before[i];
        }

        return Of("IDI", outcome, move, time, cause, level);
    }

    private static ReclassificationResult Of(string name, SurvivalOutcome outcome, double[] move, double time, int cause, double level)
    {
        var method = FormattableString.Invariant($"{name} (IPCW), t = {time}");
        var kernel = new AucKernel(outcome, move, new TimeDependentAucOptions { Cause = cause });
        var reason = PredictionChecks.Beyond(outcome, time);
        if (reason is null)
        {
            var (caseCount, controlCount) = kernel.Assign(time);
            reason = caseCount == 0 ? FormattableString.Invariant($"no patient had the event of cause {cause} by {time}")
                : controlCount == 0 ? FormattableString.Invariant($"no patient is known to be free of the event at {time}")
                : null;
        }

        if (reason is not null)
        {
            var none = MetricEstimate.None(method, reason, level);
            return new ReclassificationResult { Time = time, Cases = none, Controls = none, Net = none };
        }

        var cases = kernel.CaseWeights.ToArray();
        var controls = kernel.ControlWeights.ToArray();
        var upInfluence = new double[move.Length];
        var downInfluence = new double[move.Length];
        var up = WeightedRatio.Ratio(outcome, time, i => cases[i] * move[i], i => cases[i], upInfluence)!.Value;
        var down = WeightedRatio.Ratio(outcome, time, i => -controls[i] * move[i], i => controls[i], downInfluence)!.Value;
        var netInfluence = new double[move.Length];
        for (var i = 0; i < netInfluence.Length; i++)
        {
            netInfluence[i] = upInfluence[i] + downInfluence[i];
        }

        var error = CensoringInfluence.StandardError(netInfluence);
        return new ReclassificationResult
        {
            Time = time,
            Cases = MetricEstimate.Of(method + ", cases", up, CensoringInfluence.StandardError(upInfluence), level, -1, 1),
            Controls = MetricEstimate.Of(method + ", controls", down, CensoringInfluence.StandardError(downInfluence), level, -1, 1),
            Net = MetricEstimate.Of(method, up + down, error, level, -2, 2),
            PValue = error is { } e ? 2 * Normal.CDF(0, 1, -Math.Abs(up + down) / e) : null,
        };
    }

    private static void Check(SurvivalOutcome outcome, ReadOnlySpan<double> before, ReadOnlySpan<double> after, double time, int cause, double level)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        outcome.RequirePlain("Reclassification");
        PredictionChecks.RequireProbabilities(outcome, before, nameof(before));
        PredictionChecks.RequireProbabilities(outcome, after, nameof(after));
        PredictionChecks.RequireHorizon(time, nameof(time));
        ArgumentOutOfRangeException.ThrowIfLessThan(cause, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(level, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(level, 1);
    }
}

using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation.Discrimination;

/// <summary>
/// Time-dependent ROC curves and the accuracy of a threshold by inverse probability of censoring weighting, with the weights and
/// conventions of <see cref="TimeDependentAuc"/>.
/// </summary>
public static class TimeDependentRoc
{
    /// <summary>The curve at one horizon.</summary>
    /// <param name="outcome">Follow-up; codes other than the cause are competing events.</param>
    /// <param name="score">One finite value a patient; higher = more risk.</param>
    /// <param name="time">The horizon, finite and greater than 0.</param>
    /// <param name="options">Cause, conventions and level; null for the defaults.</param>
    /// <returns>The points and the area, or the reason why there are none.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a value is not finite (named by its index).</exception>
    public static RocCurve Curve(SurvivalOutcome outcome, ReadOnlySpan<double> score, double time, TimeDependentAucOptions? options = null)
    {
        options = TimeDependentAuc.Check(outcome, score, [time], options);
        var kernel = new AucKernel(outcome, score, options);
        var auc = kernel.Estimate(time).Auc;
        if (auc.Value is null)
        {
            return new RocCurve { Time = time, Auc = auc, Points = [] };
        }

        var cases = kernel.CaseWeights;
        var controls = kernel.ControlWeights;
        double caseSum = 0, controlSum = 0;
        for (var i = 0; i < score.Length; i++)
        {
            caseSum += cases[i];
            controlSum += controls[i];
        }

        var order = RadixOrder.Sort(score.ToArray());
        var points = new List<RocPoint> { new(double.NegativeInfinity, 1, 0) };
        double casesBelow = 0, controlsBelow = 0;
        for (var k = 0; k < order.Length; k++)
        {
            casesBelow += cases[order[k]];
            controlsBelow += controls[order[k]];
            if (k + 1 == order.Length)
            {
                points.Add(new RocPoint(score[order[k]], 0, 1));
            }
            else if (score[order[k]] != score[order[k + 1]])
            {
                points.Add(new RocPoint(score[order[k]], 1 - casesBelow / caseSum, controlsBelow / controlSum));
            }
        }

        return new RocCurve { Time = time, Auc = auc, Points = points };
    }

    /// <summary>Sensitivity, specificity and predictive values of "score above the threshold" at one horizon.</summary>
    /// <remarks>
    /// Each is a ratio of sums of weights (so that it stays between 0 and 1) with the influence-function standard error that accounts for
    /// the estimated weights. Predictive values count every patient whose status is known, whatever <see cref="TimeDependentAucOptions.Controls"/> says.
    /// </remarks>
    /// <param name="outcome">Follow-up; codes other than the cause are competing events.</param>
    /// <param name="score">One finite value a patient; higher = more risk.</param>
    /// <param name="threshold">A patient is positive when the score is above it; finite.</param>
    /// <param name="time">The horizon, finite and greater than 0.</param>
    /// <param name="options">Cause, conventions and level; null for the defaults.</param>
    /// <returns>The four numbers; one that cannot be estimated says why.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a value is not finite (named by its index).</exception>
    public static ThresholdAccuracy At(
        SurvivalOutcome outcome, ReadOnlySpan<double> score, double threshold, double time, TimeDependentAucOptions? options = null)
    {
        options = TimeDependentAuc.Check(outcome, score, [time], options);
        if (!double.IsFinite(threshold))
        {
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "The threshold must be finite.");
        }

        var kernel = new AucKernel(outcome, score, options);
        kernel.Assign(time);
        var n = outcome.Count;
        var cases = kernel.CaseWeights.ToArray();
        var controls = kernel.ControlWeights.ToArray();
        var everybodyElse = controls;
        if (options.Controls == AucControls.EventFree)
        {
            var all = new AucKernel(outcome, score, options with { Controls = AucControls.EventFreeOrOtherCause });
            all.Assign(time);
            everybodyElse = all.ControlWeights.ToArray();
        }

        var positive = new bool[n];
        for (var i = 0; i < n; i++)
        {
            positive[i] = score[i] > threshold;
        }

        return new ThresholdAccuracy
        {
            Time = time,
            Threshold = threshold,
            Sensitivity = Ratio("sensitivity", i => positive[i] ? cases[i] : 0, i => cases[i], FormattableString.Invariant($"no patient had the event of cause {options.Cause} by {time}")),
            Specificity = Ratio("specificity", i => positive[i] ? 0 : controls[i], i => controls[i], FormattableString.Invariant($"no patient is known to be free of the event at {time}")),
            PositivePredictiveValue = Ratio(
                "positive predictive value", i => positive[i] ? cases[i] : 0, i => positive[i] ? cases[i] + everybodyElse[i] : 0,
                FormattableString.Invariant($"no patient with a score above {threshold} has a known status at {time}")),
            NegativePredictiveValue = Ratio(
                "negative predictive value", i => positive[i] ? 0 : everybodyElse[i], i => positive[i] ? 0 : cases[i] + everybodyElse[i],
                FormattableString.Invariant($"no patient with a score of {threshold} or less has a known status at {time}")),
        };

        MetricEstimate Ratio(string name, Func<int, double> part, Func<int, double> whole, string none)
        {
            var method = FormattableString.Invariant($"{name} (IPCW), score > {threshold}, t = {time}");
            return PredictionChecks.Beyond(outcome, time) is { } reason
                ? MetricEstimate.None(method, reason, options.Level)
                : WeightedRatio.Estimate(outcome, time, part, whole, method, none, options.Level);
        }
    }
}

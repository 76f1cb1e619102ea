using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation.Brier;

/// <summary>The Brier score averaged over follow-up (Graf et al., Stat Med 1999), with or without competing causes.</summary>
public static class IntegratedBrier
{
    /// <summary>Integrates the Brier score from time 0 to the last horizon and divides by the last horizon.</summary>
    /// <param name="outcome">Follow-up; codes other than the cause are competing events.</param>
    /// <param name="risks">Predicted probabilities, row-major: a row a patient, a column a horizon.</param>
    /// <param name="times">Horizons, finite, greater than 0, strictly ascending, at least one.</param>
    /// <param name="integration">The rule.</param>
    /// <param name="options">Cause and level; null for the defaults.</param>
    /// <returns>The score with the standard error of the same linear combination; a horizon nobody reached makes the whole not estimable.</returns>
    /// <exception cref="ArgumentException">Lengths differ, horizons do not ascend, or a risk is out of range (named by its index).</exception>
    public static IntegratedBrierResult Of(
        SurvivalOutcome outcome,
        ReadOnlySpan<double> risks,
        ReadOnlySpan<double> times,
        BrierIntegration integration = BrierIntegration.LeftStep,
        BrierOptions? options = null)
    {
        return UpToEach(outcome, risks, times, integration, options)[^1];
    }

    /// <summary>The same for each horizon as the last one, in one pass over the horizons: riskRegression's IBS column.</summary>
    /// <param name="outcome">Follow-up; codes other than the cause are competing events.</param>
    /// <param name="risks">Predicted probabilities, row-major: a row a patient, a column a horizon.</param>
    /// <param name="times">Horizons, finite, greater than 0, strictly ascending, at least one.</param>
    /// <param name="integration">The rule.</param>
    /// <param name="options">Cause and level; null for the defaults.</param>
    /// <returns>One result a horizon, each over the horizons up to it.</returns>
    /// <exception cref="ArgumentException">As <see cref="Of"/>.</exception>
    public static IReadOnlyList<IntegratedBrierResult> UpToEach(
        SurvivalOutcome outcome,
        ReadOnlySpan<double> risks,
        ReadOnlySpan<double> times,
        BrierIntegration integration = BrierIntegration.LeftStep,
        BrierOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        options ??= new BrierOptions();
        if (!Enum.IsDefined(integration))
        {
            throw new ArgumentOutOfRangeException(nameof(integration), integration, "The rule is not known.");
        }

        PredictionChecks.RequireGrid(outcome, risks, times);
        var n = outcome.Count;
        var results = new IntegratedBrierResult[times.Length];
        var points = new BrierResult[times.Length];
        var risk = new double[n];

        // Up to the horizon before, the intervals are known; the last one depends on where the integral ends.
        double sum = 0, none = 0, valueBefore = 0, referenceBefore = 0;
        var influence = new double[n];
        var noneInfluence = new double[n];
        var eachBefore = new double[n];
        var referenceEachBefore = new double[n];
        for (var k = 0; k < times.Length; k++)
        {
            for (var i = 0; i < n; i++)
            {
                risk[i] = risks[i * times.Length + k];
            }

            points[k] = BrierScore.At(outcome, risk, times[k], options);
            var method = FormattableString.Invariant($"integrated Brier score ({(integration == BrierIntegration.LeftStep ? "left step" : "trapezoid")}), 0 to {times[k]}, {k + 1} horizons");
            var accuracy = FormattableString.Invariant($"integrated index of prediction accuracy, 0 to {times[k]}");
            if (Array.Find(points[..(k + 1)], p => p.Brier.Value is null) is { } missing)
            {
                results[k] = new IntegratedBrierResult
                {
                    Points = points[..(k + 1)],
                    Integrated = MetricEstimate.None(method, missing.Brier.NotEstimable!, options.Level),
                    NullIntegrated = null,
                    Accuracy = MetricEstimate.None(accuracy, missing.Brier.NotEstimable!, options.Level),
                };
                continue;
            }

            var length = times[k] - (k > 0 ? times[k - 1] : 0);
            var (early, late) = integration == BrierIntegration.LeftStep ? (length, 0.0) : (length / 2, length / 2);
            var (value, each) = BrierKernel.Score(outcome, risk, times[k], options.Cause);
            var (reference, referenceEach) = BrierKernel.Score(outcome, BrierKernel.NullRisk(outcome, times[k], options.Cause), times[k], options.Cause);
            sum += early * valueBefore + late * value;
            none += early * referenceBefore + late * reference;
            for (var i = 0; i < n; i++)
            {
                influence[i] += early * eachBefore[i] + late * each[i];
                noneInfluence[i] += early * referenceEachBefore[i] + late * referenceEach[i];
            }

            (valueBefore, eachBefore, referenceBefore, referenceEachBefore) = (value, each, reference, referenceEach);
            var end = times[k];
            var mean = Array.ConvertAll(influence, v => v / end);
            results[k] = new IntegratedBrierResult
            {
                Points = points[..(k + 1)],
                Integrated = MetricEstimate.Of(method, sum / end, CensoringInfluence.StandardError(mean), options.Level, 0, 1),
                NullIntegrated = none / end,
                Accuracy = BrierKernel.Accuracy(
                    accuracy, sum / end, mean, none / end, Array.ConvertAll(noneInfluence, v => v / end), options.Level),
            };
        }

        return results;
    }
}

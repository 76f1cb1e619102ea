using HccRisk.Survival.Data;

namespace HccRisk.Survival.Metrics;

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
        ArgumentNullException.ThrowIfNull(outcome);
        options ??= new BrierOptions();
        if (!Enum.IsDefined(integration))
        {
            throw new ArgumentOutOfRangeException(nameof(integration), integration, "The rule is not known.");
        }

        PredictionChecks.RequireGrid(outcome, risks, times);
        var n = outcome.Count;
        var last = times[^1];
        var points = new BrierResult[times.Length];
        var risk = new double[n];
        var influence = new double[n];
        var noneInfluence = new double[n];
        double sum = 0, none = 0;
        for (var k = 0; k < times.Length; k++)
        {
            for (var i = 0; i < n; i++)
            {
                risk[i] = risks[i * times.Length + k];
            }

            points[k] = BrierScore.At(outcome, risk, times[k], options);
            if (points[k].Brier.Value is null)
            {
                continue;
            }

            var weight = Weight(times, k, integration) / last;
            var (value, each) = BrierKernel.Score(outcome, risk, times[k], options.Cause);
            sum += weight * value;
            var (reference, referenceEach) = BrierKernel.Score(outcome, BrierKernel.NullRisk(outcome, times[k], options.Cause), times[k], options.Cause);
            none += weight * reference;
            for (var i = 0; i < n; i++)
            {
                influence[i] += weight * each[i];
                noneInfluence[i] += weight * referenceEach[i];
            }
        }

        var method = FormattableString.Invariant($"integrated Brier score ({(integration == BrierIntegration.LeftStep ? "left step" : "trapezoid")}), 0 to {last}, {times.Length} horizons");
        var missing = Array.Find(points, p => p.Brier.Value is null);
        return new IntegratedBrierResult
        {
            Points = points,
            Integrated = missing is null
                ? MetricEstimate.Of(method, sum, CensoringInfluence.StandardError(influence), options.Level, 0, 1)
                : MetricEstimate.None(method, missing.Brier.NotEstimable!, options.Level),
            NullIntegrated = missing is null ? none : null,
            Accuracy = missing is null
                ? BrierKernel.Accuracy(FormattableString.Invariant($"integrated index of prediction accuracy, 0 to {last}"), sum, influence, none, noneInfluence, options.Level)
                : null,
        };
    }

    private static double Weight(ReadOnlySpan<double> times, int k, BrierIntegration integration)
    {
        var after = k + 1 < times.Length ? times[k + 1] - times[k] : 0;
        return integration == BrierIntegration.LeftStep ? after : 0.5 * (after + times[k] - (k > 0 ? times[k - 1] : 0));
    }
}

using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation.Brier;

/// <summary>The Brier score of one horizon with the influence of each patient on it.</summary>
internal static class BrierKernel
{
    /// <summary>The same risk for everybody: Kaplan-Meier or Aalen-Johansen at the horizon.</summary>
    public static double[] NullRisk(SurvivalOutcome outcome, double t, int cause)
    {
        var same = new double[outcome.Count];
        Array.Fill(same, MarginalRisk.At(outcome, cause, t)?.Value ?? throw new ArgumentOutOfRangeException(nameof(t), t, "Nobody was followed to the horizon."));
        return same;
    }

    /// <summary>1 - score / score of no covariates, with the influence of each patient on both; not estimable when the latter is 0.</summary>
    public static MetricEstimate Accuracy(string method, double value, double[] influence, double reference, double[] referenceInfluence, double level)
    {
        if (!(reference > 0))
        {
            return MetricEstimate.None(method, "the score without covariates is 0: by then nobody had the event, or everybody", level);
        }

        var ratio = new double[influence.Length];
        for (var i = 0; i < ratio.Length; i++)
        {
            ratio[i] = (influence[i] - (value / reference * referenceInfluence[i])) / reference;
        }

        return MetricEstimate.Of(method, 1 - (value / reference), CensoringInfluence.StandardError(ratio), level, double.NegativeInfinity, 1);
    }

    public static (double Value, double[] Influence) Score(SurvivalOutcome outcome, ReadOnlySpan<double> risk, double t, int cause)
    {
        var predicted = risk.ToArray();
        return WeightedLoss.Mean(outcome, t, cause, (i, had) =>
        {
            var difference = (had ? 1 : 0) - predicted[i];
            return difference * difference;
        });
    }
}

using System.Numerics.Tensors;
using HccRisk.Survival.Cox;

namespace HccRisk.Survival.CoxNet;

/// <summary>Twice the distance of a partial log-likelihood from that of a model with a parameter for every event time.</summary>
internal static class CoxNetDeviance
{
    /// <summary>
    /// The log-likelihood that no model exceeds: at each event time the risk is that of those who have the event alone, equal among them.
    /// </summary>
    public static double Saturated(CoxRiskSets sets)
    {
        double sum = 0;
        for (var g = 0; g < sets.Deaths.Length; g++)
        {
            var deaths = sets.Deaths[g];
            var weight = sets.MeanWeights[g] * deaths;
            for (var k = 0; k < deaths; k++)
            {
                sum -= sets.MeanWeights[g] * Math.Log(sets.IsSplit(g) ? weight * (1 - ((double)k / deaths)) : weight);
            }
        }

        return sum;
    }

    /// <summary>The deviance with the case weights scaled to a sum of the number of rows.</summary>
    public static double Scaled(CoxRiskSets sets, double logLikelihood) =>
        2 * (Saturated(sets) - logLikelihood) * (sets.Weights is { } weights ? sets.Order.Length / TensorPrimitives.Sum<double>(weights) : 1);
}

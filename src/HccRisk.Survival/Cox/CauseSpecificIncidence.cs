namespace HccRisk.Survival.Cox;

/// <summary>The cumulative incidence that the hazards of all causes imply together (Benichou and Gail, Biometrics 1990).</summary>
internal static class CauseSpecificIncidence
{
    /// <summary>The incidence of one cause at each time of the hazards.</summary>
    /// <param name="hazards">Cumulative baseline hazard of each cause, all at the same times.</param>
    /// <param name="risks">What multiplies each of them.</param>
    /// <param name="of">Index of the cause.</param>
    /// <param name="productLimit">Whether freedom from every event is the product of one less the summed steps, or the exponential of minus their sum.</param>
    public static double[] Curve(IReadOnlyList<double>[] hazards, double[] risks, int of, bool productLimit)
    {
        var result = new double[hazards[0].Count];
        double free = 1;
        double sum = 0;

        // Far enough beyond anybody's risk for nothing to change, and finite: steps of 0 stay 0.
        risks = Array.ConvertAll(risks, r => Math.Min(r, 1e250));
        for (var g = 0; g < result.Length; g++)
        {
            var (step, own) = (0.0, 0.0);
            for (var k = 0; k < risks.Length; k++)
            {
                var one = risks[k] * (hazards[k][g] - (g == 0 ? 0 : hazards[k][g - 1]));
                step += one;
                own = k == of ? one : own;
            }

            // For a patient at far more risk than anybody studied a step can exceed 1: nobody is free of the event then, and the causes share who was.
            sum += free * (productLimit && step > 1 ? own / step : own);
            free *= productLimit ? Math.Max(0, 1 - step) : Math.Exp(-step);
            result[g] = Math.Min(1, sum);
        }

        return result;
    }
}

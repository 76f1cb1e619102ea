using System.Runtime.CompilerServices;

namespace HccRisk.Survival.Cox;

/// <summary>
/// The negative second derivative of the partial likelihood by the linear predictor, applied to one vector at a time in O(n) at the last
/// evaluation of the risk sets; with strata, entry times, weights and either treatment of ties.
/// </summary>
internal sealed class CoxCurvature(CoxRiskSets sets)
{
    private readonly double[] _steps = new double[sets.Deaths.Length];
    private readonly double[] _stepsOfDeaths = new double[sets.Deaths.Length];

    /// <summary>result = (-d2 loglik / d eta2) * direction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(ReadOnlySpan<double> direction, Span<double> result)
    {
        var (deathCounts, starts, risk) = (sets.Deaths, sets.Starts, sets.Risk);
        double sum = 0;
        for (var g = deathCounts.Length - 1; g >= 0; g--)
        {
            if (sets.StartsAnew(g))
            {
                sum = 0;
            }
            else
            {
                foreach (var row in sets.Leaving(g))
                {
                    sum -= risk[row] * direction[row];
                }
            }

            var deaths = deathCounts[g];
            double deathSum = 0;
            for (var i = starts[g]; i < starts[g] + deaths; i++)
            {
                deathSum += risk[i] * direction[i];
            }

            for (var i = starts[g] + deaths; i < starts[g + 1]; i++)
            {
                sum += risk[i] * direction[i];
            }

            sum += deathSum;
            Split(g, deaths, sum, deathSum);
        }

        sets.Spread(_steps, _stepsOfDeaths, result);
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = (sets.Expected[i] * direction[i]) - result[i];
        }
    }

    private void Split(int g, int deaths, double sum, double deathSum)
    {
        double step = 0;
        double stepOfDeaths = 0;
        if (deaths > 0 && !sets.IsSplit(g))
        {
            step = stepOfDeaths = sets.MeanWeights[g] * deaths * sum / (sets.RiskSums[g] * sets.RiskSums[g]);
        }
        else
        {
            for (var k = 0; k < deaths; k++)
            {
                var part = (double)k / deaths;
                var denominator = sets.RiskSums[g] - (part * sets.DeathSums[g]);
                var value = sets.MeanWeights[g] * (sum - (part * deathSum)) / (denominator * denominator);
                step += value;
                stepOfDeaths += (1 - part) * value;
            }
        }

        _steps[g] = step;
        _stepsOfDeaths[g] = stepOfDeaths;
    }
}

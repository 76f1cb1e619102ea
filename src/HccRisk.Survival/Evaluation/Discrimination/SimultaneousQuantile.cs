using HccRisk.Core.Numerics;
using HccRisk.Survival.Data;
using MathNet.Numerics.Distributions;

namespace HccRisk.Survival.Evaluation.Discrimination;

/// <summary>Quantile of the largest absolute value of normal deviates correlated as estimates with these influences are.</summary>
internal static class SimultaneousQuantile
{
    public static double Of(List<double[]> influences, double level, int simulations, int seed)
    {
        var lower = Factor(influences.ConvertAll(Standardise));
        var largest = new double[simulations];
        var normal = new double[lower.Length];
        for (var s = 0; s < simulations; s++)
        {
            var random = new SplitMix((ulong)(uint)seed, (ulong)s);
            for (var i = 0; i < normal.Length; i++)
            {
                normal[i] = Normal.InvCDF(0, 1, (random.Below(int.MaxValue) + 0.5) / int.MaxValue);
                double deviate = 0;
                for (var j = 0; j <= i; j++)
                {
                    deviate += lower[i][j] * normal[j];
                }

                largest[s] = Math.Max(largest[s], Math.Abs(deviate));
            }
        }

        Array.Sort(largest);
        return Quantile.Of(largest, level);
    }

    /// <summary>Cholesky factor of the correlations; a horizon that others determine adds no deviate of its own.</summary>
    private static double[][] Factor(List<double[]> standard)
    {
        var lower = new double[standard.Count][];
        for (var i = 0; i < lower.Length; i++)
        {
            var row = lower[i] = new double[i + 1];
            double left = 1;
            for (var j = 0; j < i; j++)
            {
                double sum = 0;
                for (var k = 0; k < standard[i].Length; k++)
                {
                    sum += standard[i][k] * standard[j][k];
                }

                for (var k = 0; k < j; k++)
                {
                    sum -= row[k] * lower[j][k];
                }

                row[j] = lower[j][j] > 0 ? sum / lower[j][j] : 0;
                left -= row[j] * row[j];
            }

            row[i] = left > 1e-12 ? Math.Sqrt(left) : 0;
        }

        return lower;
    }

    private static double[] Standardise(double[] values)
    {
        var mean = values.Average();
        var norm = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)));
        return Array.ConvertAll(values, v => (v - mean) / norm);
    }
}

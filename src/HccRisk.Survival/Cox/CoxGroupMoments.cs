using System.Numerics.Tensors;

namespace HccRisk.Survival.Cox;

/// <summary>
/// Risk-set means of the covariates at each distinct time, at the last evaluation of the risk sets: what residuals, score
/// and prediction variance are made of.
/// </summary>
internal sealed class CoxGroupMoments
{
    private readonly int _width;
    private readonly double[] _means;
    private readonly double[] _steps;
    private readonly double[] _stepsOfDeaths;

    public CoxGroupMoments(CoxRiskSets sets, double[] x, int width, int stride)
    {
        _width = width;
        var groups = sets.Deaths.Length;
        _means = new double[groups * width];
        _steps = new double[groups * width];
        _stepsOfDeaths = new double[groups * width];
        VarianceSteps = new double[groups];
        var sum = new double[stride];
        var deathSum = new double[stride];
        var mean = new double[stride];
        for (var g = groups - 1; g >= 0; g--)
        {
            sets.AddToSums(g, x, stride, sum, deathSum);
            var deaths = sets.Deaths[g];
            if (deaths == 0)
            {
                continue;
            }

            var parts = sets.IsSplit(g) ? deaths : 1;
            var weight = sets.MeanWeights[g] * deaths / parts;
            for (var k = 0; k < parts; k++)
            {
                var part = (double)k / parts;
                var scale = 1 / (sets.RiskSums[g] - part * sets.DeathSums[g]);
                TensorPrimitives.Multiply(sum, scale, mean);
                if (k > 0)
                {
                    TensorPrimitives.MultiplyAdd(deathSum, -part * scale, mean, mean);
                }

                Accumulate(_means, g, mean, 1.0 / parts);
                Accumulate(_steps, g, mean, weight * scale);
                Accumulate(_stepsOfDeaths, g, mean, weight * scale * (1 - part));
                VarianceSteps[g] += weight * scale * scale;
            }
        }
    }

    /// <summary>Increment of the variance of the cumulative hazard with known coefficients.</summary>
    public double[] VarianceSteps { get; }

    /// <summary>Mean that an event of the group is compared with (under Efron averaged over its tied events).</summary>
    public ReadOnlySpan<double> Mean(int group) => _means.AsSpan(group * _width, _width);

    /// <summary>Sum of hazard increment times mean.</summary>
    public ReadOnlySpan<double> Step(int group) => _steps.AsSpan(group * _width, _width);

    /// <summary>The same for those who die at the time themselves.</summary>
    public ReadOnlySpan<double> StepOfDeaths(int group) => _stepsOfDeaths.AsSpan(group * _width, _width);

    private void Accumulate(double[] target, int group, double[] mean, double factor)
    {
        var row = target.AsSpan(group * _width, _width);
        TensorPrimitives.MultiplyAdd(mean.AsSpan(0, _width), factor, row, row);
    }
}

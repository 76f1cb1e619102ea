using HccRisk.Survival.Data;
using MathNet.Numerics.LinearAlgebra;

namespace HccRisk.Survival.Tests.ToyLearner;

/// <summary>Constant hazards by maximum likelihood: exp(intercept + b x) of the cause, and one for all of its competitors.</summary>
internal static class ExponentialKernel
{
    private const int MostSteps = 100;

    public static (double[] Coefficients, double Intercept, double Competing, bool Converged) Fit(ReadOnlySpan<double> x, int columns, SurvivalOutcome own, SurvivalOutcome all)
    {
        var rows = own.Count;
        var design = Matrix<double>.Build.Dense(rows, columns + 1, 1);
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                design[i, j] = x[(i * columns) + j];
            }
        }

        var time = Vector<double>.Build.DenseOfArray(own.Times.ToArray());
        var events = Vector<double>.Build.DenseOfArray(Array.ConvertAll(own.Events.ToArray(), e => e == 0 ? 0.0 : 1));
        var b = Vector<double>.Build.Dense(columns + 1);
        b[columns] = Math.Log(events.Sum() / time.Sum());
        var converged = false;
        for (var step = 0; step < MostSteps && !converged; step++)
        {
            var expected = time.PointwiseMultiply((design * b).PointwiseExp());
            var weighted = Matrix<double>.Build.Dense(rows, columns + 1, (i, j) => design[i, j] * expected[i]);
            var change = design.TransposeThisAndMultiply(weighted).Solve(design.TransposeThisAndMultiply(events - expected));
            b += change;
            converged = change.AbsoluteMaximum() < 1e-12;
        }

        var competitors = all.Count - all.Events.Count(0) - events.Sum();
        return ([.. b.Take(columns)], b[columns], competitors / time.Sum(), converged);
    }
}

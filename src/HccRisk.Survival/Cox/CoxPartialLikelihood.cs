using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using HccRisk.Survival.Regression;

namespace HccRisk.Survival.Cox;

/// <summary>The partial likelihood with Efron or Breslow ties.</summary>
internal sealed class CoxPartialLikelihood(CoxRiskSets sets, int stride) : ICoxLikelihood
{
    private readonly SymmetricProduct _weighted = new(stride);
    private readonly SymmetricProduct _means = new(stride);

    public double Evaluate(ReadOnlySpan<double> eta) => sets.Evaluate(eta);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Differentiate(double[] x, Span<double> gradient, Span<double> information)
    {
        gradient.Clear();
        _weighted.Clear();
        var weights = sets.Weights;
        for (var g = 0; g < sets.Deaths.Length; g++)
        {
            var alive = sets.Starts[g] + sets.Deaths[g];
            for (var i = sets.Starts[g]; i < sets.Starts[g + 1]; i++)
            {
                var row = x.AsSpan(i * stride, stride);
                var expected = sets.Expected[i];
                var observed = i >= alive ? 0 : weights is null ? 1 : weights[i];
                PaddedRows.AddScaled(row, observed - expected, gradient);

                // Entry times make the expectation a difference, which rounding can put below 0.
                PaddedRows.Scale(row, Math.Sqrt(Math.Max(0, expected)), _weighted.NextRow());
            }
        }

        _weighted.Flush();
        _means.Clear();
        sets.VisitMeans(x, stride, _means);
        _means.Flush();
        TensorPrimitives.Subtract(_weighted.Sum, _means.Sum, information);
    }
}

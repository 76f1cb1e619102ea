using System.Numerics.Tensors;
using HccRisk.Survival.Regression;

namespace HccRisk.Survival.Cox;

/// <summary>
/// The discrete partial likelihood (Cox 1972): at each event time, the probability that just these d of the n at risk have
/// the event, given that d have. The sum over all subsets is an elementary symmetric polynomial of the relative risks,
/// built row by row (Gail, Lubin and Rubinstein, Biometrika 1981).
/// </summary>
/// <remarks>
/// The polynomial is kept as the mean product over the subsets of each size, so that it neither overflows nor cancels; its
/// first and second derivatives follow the same recursion. A risk set that only grows is extended from one event time to the
/// next; with entry times it is built anew. Cost O(n d p^2) without entry times, d being the most events at one time.
/// </remarks>
internal sealed class CoxExactLikelihood(CoxRiskSets sets, int stride) : ICoxLikelihood
{
    private readonly int _most = sets.Deaths.Max();
    private readonly double[] _eta = new double[sets.Order.Length];
    private readonly double[] _value = new double[sets.Deaths.Max() + 1];
    private readonly double[] _first = new double[(sets.Deaths.Max() + 1) * stride];
    private readonly double[] _second = new double[(sets.Deaths.Max() + 1) * stride * stride];
    private int _count;

    public double Evaluate(ReadOnlySpan<double> eta)
    {
        // The sets keep Breslow's hazard at the same coefficients: the baseline that goes with this likelihood.
        sets.Evaluate(eta);
        Elementwise.Log(sets.Risk, _eta);
        double log = 0;
        Visit([], g =>
        {
            log += TensorPrimitives.Sum<double>(_eta.AsSpan(sets.Starts[g], sets.Deaths[g])) - Math.Log(_value[sets.Deaths[g]]);
            for (var k = 1; k <= sets.Deaths[g]; k++)
            {
                log -= Math.Log((_count - sets.Deaths[g] + k) / (double)k);
            }
        });
        return double.IsFinite(log) ? log : double.NegativeInfinity;
    }

    public void Differentiate(double[] x, Span<double> gradient, Span<double> information)
    {
        var score = new double[stride];
        var curvature = new double[stride * stride];
        Visit(x, g =>
        {
            var deaths = sets.Deaths[g];
            for (var i = sets.Starts[g]; i < sets.Starts[g] + deaths; i++)
            {
                TensorPrimitives.Add(score, x.AsSpan(i * stride, stride), score);
            }

            var scale = 1 / _value[deaths];
            var mean = _first.AsSpan(deaths * stride, stride);
            TensorPrimitives.MultiplyAdd(mean, -scale, score, score);
            TensorPrimitives.MultiplyAdd(_second.AsSpan(deaths * stride * stride, stride * stride), scale, curvature, curvature);
            for (var a = 0; a < stride; a++)
            {
                var row = curvature.AsSpan(a * stride, stride);
                TensorPrimitives.MultiplyAdd(mean, -mean[a] * scale * scale, row, row);
            }
        });
        score.CopyTo(gradient);
        curvature.CopyTo(information);
    }

    /// <summary>Calls back at each event time with the polynomials of its risk set; derivatives only when there are covariates.</summary>
    private void Visit(double[] x, Action<int> act)
    {
        for (var s = sets.Strata.Length - 1; s >= 0; s--)
        {
            Clear();
            for (var g = sets.StratumStarts[s + 1] - 1; g >= sets.StratumStarts[s]; g--)
            {
                if (sets.EntryGroups is null)
                {
                    Add(sets.Starts[g], sets.Starts[g + 1], x);
                }
                else if (sets.Deaths[g] > 0)
                {
                    Clear();
                    for (var i = sets.Starts[g]; i < sets.Starts[sets.StratumStarts[s + 1]]; i++)
                    {
                        if (sets.EntryGroups[i] <= g)
                        {
                            Add(i, i + 1, x);
                        }
                    }
                }

                if (sets.Deaths[g] > 0)
                {
                    act(g);
                }
            }
        }
    }

    private void Clear()
    {
        Array.Clear(_value);
        Array.Clear(_first);
        Array.Clear(_second);
        _value[0] = 1;
        _count = 0;
    }

    private void Add(int from, int to, double[] x)
    {
        for (var i = from; i < to; i++)
        {
            var risk = sets.Risk[i];
            _count++;
            for (var k = Math.Min(_most, _count); k > 0; k--)
            {
                // A mean over the subsets of size k: those without the new row, and those with it.
                var with = risk * k / _count;
                var without = (double)(_count - k) / _count;
                if (x.Length > 0)
                {
                    Extend(k, with, without, x.AsSpan(i * stride, stride));
                }

                _value[k] = without * _value[k] + with * _value[k - 1];
            }
        }
    }

    /// <summary>The recursion of <see cref="Add"/> differentiated once and twice; smaller sizes still hold the old row's state.</summary>
    private void Extend(int k, double with, double without, ReadOnlySpan<double> row)
    {
        var below = _value[k - 1];
        var firstBelow = _first.AsSpan((k - 1) * stride, stride);
        for (var a = 0; a < stride; a++)
        {
            var second = _second.AsSpan((k * stride + a) * stride, stride);
            TensorPrimitives.Multiply(second, without, second);
            TensorPrimitives.MultiplyAdd(_second.AsSpan(((k - 1) * stride + a) * stride, stride), with, second, second);
            TensorPrimitives.MultiplyAdd(firstBelow, with * row[a], second, second);
            TensorPrimitives.MultiplyAdd(row, with * (firstBelow[a] + row[a] * below), second, second);
        }

        var first = _first.AsSpan(k * stride, stride);
        TensorPrimitives.Multiply(first, without, first);
        TensorPrimitives.MultiplyAdd(firstBelow, with, first, first);
        TensorPrimitives.MultiplyAdd(row, with * below, first, first);
    }
}

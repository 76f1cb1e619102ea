using System.Numerics.Tensors;
using HccRisk.Survival.Regression;

namespace HccRisk.Survival.Cox;

/// <summary>
/// The partial likelihood with Jeffreys' prior, <c>loglik + 0.5 log det information</c> (Firth, Biometrika 1993; Heinze and
/// Schemper, Biometrics 2001): it has a maximum even where groups are separated.
/// </summary>
/// <remarks>
/// The derivative of the prior is the third central moment of the covariates in each risk set, contracted with the inverse
/// information V: E[(x-m)'V(x-m)(x-m)] = E[qx] - E[q]m - 2(E[xx']Vm - m m'Vm) with q = x'Vx. The four sums move with the
/// risk set, so that one pass costs O(n p^2).
/// </remarks>
internal sealed class FirthLikelihood : ICoxLikelihood
{
    private readonly CoxRiskSets _sets;
    private readonly CoxPartialLikelihood _likelihood;
    private readonly double[] _x;
    private readonly int _width;
    private readonly int _stride;
    private readonly double[] _gradient;
    private readonly double[] _information;
    private CholeskyFactor _factor;

    public FirthLikelihood(CoxRiskSets sets, double[] x, int width, int stride)
    {
        _sets = sets;
        _likelihood = new CoxPartialLikelihood(sets, stride);
        _x = x;
        _width = width;
        _stride = stride;
        _gradient = new double[stride];
        _information = new double[stride * stride];
        _factor = new CholeskyFactor(_information, width, stride);
    }

    public double Evaluate(ReadOnlySpan<double> eta)
    {
        var value = _likelihood.Evaluate(eta);
        if (double.IsNegativeInfinity(value))
        {
            return value;
        }

        _likelihood.Differentiate(_x, _gradient, _information);
        _factor = new CholeskyFactor(_information, _width, _stride);
        value += 0.5 * _factor.LogDeterminant;
        return double.IsFinite(value) ? value : double.NegativeInfinity;
    }

    public void Differentiate(double[] x, Span<double> gradient, Span<double> information)
    {
        _gradient.CopyTo(gradient);
        _information.CopyTo(information);
        var inverse = _factor.Inverse();
        var all = new Sums(_width);
        var dying = new Sums(_width);
        var change = gradient[.._width];
        for (var g = _sets.Deaths.Length - 1; g >= 0; g--)
        {
            if (_sets.StartsAnew(g))
            {
                all.Clear();
            }
            else
            {
                foreach (var row in _sets.Leaving(g))
                {
                    all.Add(_x.AsSpan(row * _stride, _width), -_sets.Risk[row], inverse);
                }
            }

            var split = _sets.IsSplit(g);
            dying.Clear();
            for (var i = _sets.Starts[g]; i < _sets.Starts[g + 1]; i++)
            {
                var row = _x.AsSpan(i * _stride, _width);
                all.Add(row, _sets.Risk[i], inverse);
                if (split && i < _sets.Starts[g] + _sets.Deaths[g])
                {
                    dying.Add(row, _sets.Risk[i], inverse);
                }
            }

            var parts = split ? _sets.Deaths[g] : Math.Min(1, _sets.Deaths[g]);
            for (var k = 0; k < parts; k++)
            {
                var part = (double)k / parts;
                var weight = _sets.MeanWeights[g] * _sets.Deaths[g] / parts;
                all.AddThirdMoment(dying, part, 1 / (_sets.RiskSums[g] - part * _sets.DeathSums[g]), 0.5 * weight, inverse, change);
            }
        }
    }

    /// <summary>Sums over a risk set of risk times: q, x, qx and xx', one after the other.</summary>
    private sealed class Sums(int width)
    {
        private readonly double[] _values = new double[1 + (2 * width) + (width * width)];
        private readonly double[] _mean = new double[1 + (2 * width) + (width * width)];
        private readonly double[] _product = new double[width];

        public void Clear() => Array.Clear(_values);

        public void Add(ReadOnlySpan<double> x, double risk, double[] inverse)
        {
            var q = Apply(inverse, x);
            _values[0] += risk * q;
            AddTo(1, x, risk);
            AddTo(1 + width, x, risk * q);
            for (var j = 0; j < width; j++)
            {
                AddTo(1 + ((2 + j) * width), x, risk * x[j]);
            }
        }

        /// <summary>target += factor times the contracted third central moment of this risk set less a part of the dying.</summary>
        public void AddThirdMoment(Sums dying, double part, double scale, double factor, double[] inverse, Span<double> target)
        {
            TensorPrimitives.MultiplyAdd(dying._values, -part, _values, _mean);
            TensorPrimitives.Multiply(_mean, scale, _mean);
            var mean = _mean.AsSpan(1, width);
            var square = Apply(inverse, mean);
            for (var j = 0; j < width; j++)
            {
                var second = TensorPrimitives.Dot<double>(_mean.AsSpan(1 + ((2 + j) * width), width), _product);
                target[j] += factor * (_mean[1 + width + j] - (_mean[0] * mean[j]) - (2 * (second - (mean[j] * square))));
            }
        }

        /// <summary>x'Vx; Vx stays in the product.</summary>
        private double Apply(double[] inverse, ReadOnlySpan<double> x)
        {
            for (var j = 0; j < width; j++)
            {
                _product[j] = TensorPrimitives.Dot(inverse.AsSpan(j * width, width), x);
            }

            return TensorPrimitives.Dot(x, _product);
        }

        private void AddTo(int at, ReadOnlySpan<double> x, double factor)
        {
            var target = _values.AsSpan(at, width);
            TensorPrimitives.MultiplyAdd(x, factor, target, target);
        }
    }
}

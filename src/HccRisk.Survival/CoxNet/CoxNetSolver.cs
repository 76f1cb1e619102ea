using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using HccRisk.Survival.Cox;

namespace HccRisk.Survival.CoxNet;

/// <summary>
/// Minimises minus the log partial likelihood over the sum of weights plus the elastic-net penalty (Simon and others, J Stat Softw 2011):
/// Newton steps on the whole curvature, each solved by coordinate descent over the columns that the strong rule keeps, with a check of
/// the optimality conditions of all others (Tibshirani and others, JRSS B 2012).
/// </summary>
/// <remarks>
/// The curvature times a column costs O(n) and is computed when the column first moves, so that nothing of size p x p exists. A step that
/// does not lower the objective is halved.
/// </remarks>
internal sealed class CoxNetSolver
{
    private const int StepsAllowed = 100;
    private const int SweepsAllowed = 1000;
    private const int HalvingsAllowed = 30;
    private const double Rounding = 1e-14;
    private const double Slack = 1e-9;
    private const double MostMoved = 0.2;

    // Sweeps end when they have gained about as much as the next step can.
    private const double InnerShare = 1e-3;

    private readonly CoxRiskSets _sets;
    private readonly CoxNetDesign _design;
    private readonly CoxCurvature _curvature;
    private readonly double _alpha;
    private readonly double[] _factors;
    private readonly double[] _lower;
    private readonly double[] _upper;
    private readonly double[] _residual;
    private readonly double[] _working;
    private readonly double[]?[] _products;
    private readonly bool[] _hasProduct;
    private readonly double[] _curvatures;
    private readonly double[] _next;
    private readonly double[] _trial;
    private readonly double[] _etaOfProducts;
    private double[]? _earlier;
    private double _earlierLambda;
    private double[] _eta;
    private double[] _nextEta;

    /// <summary>Starts at coefficients of 0.</summary>
    /// <param name="sets">The risk sets.</param>
    /// <param name="design">Covariates in their order.</param>
    /// <param name="alpha">Share of the lasso, 0 to 1.</param>
    /// <param name="factors">Penalty of each column as a multiple of lambda; infinite for a column whose coefficient stays 0.</param>
    /// <param name="lower">Least coefficient of each standardised column, 0 or less.</param>
    /// <param name="upper">Greatest coefficient of each standardised column, 0 or greater.</param>
    public CoxNetSolver(CoxRiskSets sets, CoxNetDesign design, double alpha, double[] factors, double[] lower, double[] upper)
    {
        (_sets, _design, _alpha, _factors, _lower, _upper) = (sets, design, alpha, factors, lower, upper);
        _curvature = new CoxCurvature(sets);
        _residual = new double[design.Rows];
        _working = new double[design.Rows];
        _eta = new double[design.Rows];
        _etaOfProducts = new double[design.Rows];
        _nextEta = new double[design.Rows];
        _products = new double[design.Columns][];
        _hasProduct = new bool[design.Columns];
        _curvatures = new double[design.Columns];
        _next = new double[design.Columns];
        _trial = new double[design.Columns];
        Beta = new double[design.Columns];
        Gradient = new double[design.Columns];
        Evaluate(_eta);
        LogLikelihoodNull = LogLikelihood;
        FillGradient();
    }

    /// <summary>Coefficients of the standardised columns.</summary>
    public double[] Beta { get; }

    /// <summary>Derivative of the log-likelihood over the sum of weights by each coefficient, at <see cref="Beta"/>.</summary>
    public double[] Gradient { get; }

    public double LogLikelihood { get; private set; }

    public double LogLikelihoodNull { get; }

    /// <summary>Columns without a penalty whose coefficient was still moving away when the likelihood no longer did.</summary>
    public IReadOnlyList<int> Diverging { get; private set; } = [];

    /// <summary>Fits from the present coefficients.</summary>
    /// <param name="lambda">The penalty; infinite for the columns without a penalty alone.</param>
    /// <param name="before">The penalty of the present coefficients, which the strong rule compares with.</param>
    /// <param name="tolerance">Curvature times squared change of a coefficient at which the fit ends, as a fraction of the null log-likelihood.</param>
    /// <param name="cancellationToken">Stops between sweeps.</param>
    /// <returns>Whether the fit reached its optimum.</returns>
    public bool Fit(double lambda, double before, double tolerance, CancellationToken cancellationToken)
    {
        var limit = tolerance * Math.Abs(LogLikelihoodNull) / _design.TotalWeight;
        var strong = Math.Max(0, double.IsInfinity(before) ? lambda : (2 * lambda) - before);
        var isCandidate = new bool[_design.Columns];
        for (var j = 0; j < isCandidate.Length; j++)
        {
            isCandidate[j] = Beta[j] != 0 || _factors[j] == 0 || (_factors[j] < double.PositiveInfinity && Math.Abs(Gradient[j]) > _factors[j] * _alpha * strong);
        }

        var start = (double[])Beta.Clone();
        Extrapolate(lambda, before);
        (_earlier, _earlierLambda) = (start, before);
        while (true)
        {
            int[] candidates = [.. Enumerable.Range(0, isCandidate.Length).Where(j => isCandidate[j])];
            var converged = Solve(candidates, lambda, limit, cancellationToken);
            FillGradient();
            var added = false;
            for (var j = 0; j < isCandidate.Length; j++)
            {
                if (!isCandidate[j] && Moves(j, lambda))
                {
                    added = isCandidate[j] = true;
                }
            }

            if (!added || !converged)
            {
                return converged;
            }
        }
    }

    /// <summary>
    /// Starts from where the coefficients were heading: between penalties at which columns come and go they are nearly linear in lambda.
    /// </summary>
    private void Extrapolate(double lambda, double before)
    {
        if (_earlier is null || !(_earlierLambda > before) || !double.IsFinite(_earlierLambda) || !(before > lambda))
        {
            return;
        }

        var share = (lambda - before) / (before - _earlierLambda);
        for (var j = 0; j < _next.Length; j++)
        {
            var value = Beta[j] + (share * (Beta[j] - _earlier[j]));
            _next[j] = Beta[j] == 0 || _earlier[j] == 0 || value * Beta[j] <= 0 ? Beta[j] : Math.Clamp(value, _lower[j], _upper[j]);
        }

        var objective = Objective(Beta, lambda);
        Accept([.. Enumerable.Range(0, _next.Length).Where(j => _next[j] != Beta[j])], lambda, ref objective);
    }

    /// <summary>Whether the optimality condition of a coefficient of 0 fails by more than rounding.</summary>
    private bool Moves(int j, double lambda) => _factors[j] < double.PositiveInfinity
        && Math.Abs(Gradient[j]) > (_alpha * lambda * _factors[j] * (1 + Slack)) + 1e-15
        && (Gradient[j] > 0 ? _upper[j] > 0 : _lower[j] < 0);

    private bool Solve(int[] candidates, double lambda, double limit, CancellationToken cancellationToken)
    {
        var objective = Objective(Beta, lambda);
        var isStuck = false;
        for (var step = 0; step < StepsAllowed; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _residual.CopyTo(_working, 0);
            var isFresh = Refresh(always: isStuck);
            Beta.CopyTo(_next, 0);
            var first = Sweep(candidates, lambda);
            if (first <= limit)
            {
                Diverging = [.. candidates.Where(j => (_factors[j] == 0 || lambda == 0) && Math.Abs(_next[j] - Beta[j]) > 0.01 * Math.Max(1, 0.1 * Math.Abs(Beta[j])))];
                return Diverging.Count == 0;
            }

            Descend(candidates, lambda, Math.Max(limit * 0.1, first * InnerShare), cancellationToken);
            isStuck = !Accept(candidates, lambda, ref objective);
            if (isStuck && isFresh)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>
    /// Forgets the curvature when the linear predictor has moved away from where it was computed; until then it is good enough for a step,
    /// the gradient being exact.
    /// </summary>
    private bool Refresh(bool always)
    {
        TensorPrimitives.Subtract(_eta, _etaOfProducts, _nextEta);
        if (!always && TensorPrimitives.MaxMagnitude<double>(_nextEta) is <= MostMoved and >= -MostMoved)
        {
            return false;
        }

        _eta.CopyTo(_etaOfProducts, 0);
        Array.Clear(_hasProduct);
        return true;
    }

    /// <summary>Coordinate descent on the quadratic approximation: over what is not 0, then over every candidate.</summary>
    private void Descend(int[] candidates, double lambda, double limit, CancellationToken cancellationToken)
    {
        for (var sweep = 0; sweep < SweepsAllowed; sweep++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int[] active = [.. candidates.Where(j => _next[j] != 0)];
            while (Sweep(active, lambda) > limit && sweep++ < SweepsAllowed)
            {
            }

            if (Sweep(candidates, lambda) <= limit)
            {
                return;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Sweep(int[] columns, double lambda)
    {
        double largest = 0;
        foreach (var j in columns)
        {
            var column = _design.Column(j);
            var slope = TensorPrimitives.Dot<double>(column, _working);
            var threshold = _factors[j] == 0 ? 0 : _alpha * lambda * _factors[j];
            var old = _next[j];
            if (old == 0 && Math.Abs(slope) <= threshold * (1 + Slack))
            {
                continue;
            }

            var product = Product(j, column);
            var curvature = _curvatures[j];
            var whole = curvature + (_factors[j] == 0 ? 0 : (1 - _alpha) * lambda * _factors[j]);
            if (!(whole > 1e-14))
            {
                continue;
            }

            var moved = slope + (curvature * old);
            var value = moved > threshold ? (moved - threshold) / whole : moved < -threshold ? (moved + threshold) / whole : 0;
            value = Math.Clamp(value, _lower[j], _upper[j]);
            var change = value - old;
            if (change != 0)
            {
                _next[j] = value;
                TensorPrimitives.MultiplyAdd(product, -change, _working, _working);
                largest = Math.Max(largest, curvature * change * change);
            }
        }

        return largest;
    }

    /// <summary>Curvature times a column, over the sum of weights.</summary>
    private double[] Product(int j, ReadOnlySpan<double> column)
    {
        var product = _products[j] ??= new double[_design.Rows];
        if (!_hasProduct[j])
        {
            _curvature.Apply(column, product);
            TensorPrimitives.Divide(product, _design.TotalWeight, product);
            _curvatures[j] = Math.Max(0, TensorPrimitives.Dot<double>(column, product));
            _hasProduct[j] = true;
        }

        return product;
    }

    /// <summary>Takes the step, halved until the objective falls; false when it cannot.</summary>
    private bool Accept(int[] candidates, double lambda, ref double objective)
    {
        _next.CopyTo(_trial, 0);
        for (var halvings = 0; halvings <= HalvingsAllowed; halvings++)
        {
            _eta.CopyTo(_nextEta, 0);
            foreach (var j in candidates)
            {
                if (_trial[j] != Beta[j])
                {
                    TensorPrimitives.MultiplyAdd(_design.Column(j), _trial[j] - Beta[j], _nextEta, _nextEta);
                }
            }

            Evaluate(_nextEta);
            var value = Objective(_trial, lambda);
            if (value <= objective + (Rounding * (1 + Math.Abs(objective))))
            {
                objective = value;
                _trial.CopyTo(Beta, 0);
                (_eta, _nextEta) = (_nextEta, _eta);
                return true;
            }

            TensorPrimitives.Add(_trial, Beta, _trial);
            TensorPrimitives.Multiply(_trial, 0.5, _trial);
        }

        Evaluate(_eta);
        return false;
    }

    private double Objective(double[] beta, double lambda)
    {
        double penalty = 0;
        for (var j = 0; j < beta.Length; j++)
        {
            if (beta[j] != 0 && _factors[j] != 0)
            {
                penalty += _factors[j] * ((_alpha * Math.Abs(beta[j])) + ((1 - _alpha) / 2 * beta[j] * beta[j]));
            }
        }

        return (penalty == 0 ? 0 : lambda * penalty) - (LogLikelihood / _design.TotalWeight);
    }

    /// <summary>Log-likelihood and residuals at a linear predictor.</summary>
    private void Evaluate(double[] eta)
    {
        LogLikelihood = _sets.Evaluate(eta);
        var weights = _sets.Weights;
        for (var g = 0; g < _sets.Deaths.Length; g++)
        {
            var alive = _sets.Starts[g] + _sets.Deaths[g];
            for (var i = _sets.Starts[g]; i < _sets.Starts[g + 1]; i++)
            {
                var observed = i >= alive ? 0 : weights is null ? 1 : weights[i];
                _residual[i] = (observed - _sets.Expected[i]) / _design.TotalWeight;
            }
        }
    }

    private void FillGradient()
    {
        for (var j = 0; j < Gradient.Length; j++)
        {
            Gradient[j] = TensorPrimitives.Dot<double>(_design.Column(j), _residual);
        }
    }
}

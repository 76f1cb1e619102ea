using System.Numerics.Tensors;

namespace HccRisk.Survival.Cox;

/// <summary>
/// Newton's method for the ridge-penalised partial likelihood in which each step is solved by conjugate gradients: the Hessian is
/// only ever applied to a vector, in O(n p), so that a path over hundreds of columns takes milliseconds a penalty.
/// </summary>
internal sealed class CoxConjugateGradient
{
    private const int StepsAllowed = 50;
    private const int HalvingsAllowed = 30;

    private readonly CoxRiskSets _sets;
    private readonly double[] _x;
    private readonly int _rows;
    private readonly int _stride;
    private readonly double[] _eta;
    private readonly double[] _rowVector;
    private readonly double[] _rowProduct;
    private readonly CoxCurvature _curvature;
    private readonly double[] _units;
    private readonly double[] _penalties;

    /// <summary>Takes rows already in the order of the risk sets, and the penalty of each column as a multiple of lambda.</summary>
    public CoxConjugateGradient(CoxRiskSets sets, double[] x, int rows, int stride, double[] units)
    {
        _sets = sets;
        _x = x;
        _rows = rows;
        _stride = stride;
        _eta = new double[rows];
        _rowVector = new double[rows];
        _rowProduct = new double[rows];
        _curvature = new CoxCurvature(sets);
        _units = units;
        _penalties = new double[stride];
        Beta = new double[stride];
    }

    /// <summary>Coefficients: the start of the next fit and the result of the last.</summary>
    public double[] Beta { get; private set; }

    /// <summary>Log partial likelihood without the penalty at <see cref="Beta"/>.</summary>
    public double LogLikelihood { get; private set; }

    /// <summary>Fits from the present coefficients until the next step promises a gain below the tolerance.</summary>
    public void Fit(double lambda, double tolerance, CancellationToken cancellationToken)
    {
        TensorPrimitives.Multiply(_units, lambda, _penalties);
        var value = Evaluate(Beta);
        var gradient = new double[_stride];
        for (var iteration = 0; iteration < StepsAllowed; iteration++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Gradient(gradient);
            var step = Solve(gradient);
            if (0.5 * TensorPrimitives.Dot<double>(step, gradient) <= tolerance)
            {
                return;
            }

            var next = new double[_stride];
            TensorPrimitives.Add(Beta, step, next);
            var nextValue = Evaluate(next);
            for (var halvings = 0; !(nextValue >= value) && halvings < HalvingsAllowed; halvings++)
            {
                TensorPrimitives.Add(next, Beta, next);
                TensorPrimitives.Multiply(next, 0.5, next);
                nextValue = Evaluate(next);
            }

            if (!(nextValue > value))
            {
                Evaluate(Beta);
                return;
            }

            Beta = next;
            value = nextValue;
        }
    }

    private double Evaluate(double[] beta)
    {
        ToRows(beta, _eta);
        LogLikelihood = _sets.Evaluate(_eta);
        double penalty = 0;
        for (var j = 0; j < beta.Length; j++)
        {
            penalty += _penalties[j] * beta[j] * beta[j];
        }

        return LogLikelihood - 0.5 * penalty;
    }

    private void Gradient(double[] gradient)
    {
        for (var g = 0; g < _sets.Deaths.Length; g++)
        {
            var alive = _sets.Starts[g] + _sets.Deaths[g];
            for (var i = _sets.Starts[g]; i < _sets.Starts[g + 1]; i++)
            {
                _rowVector[i] = (i >= alive ? 0 : _sets.Weights is null ? 1 : _sets.Weights[i]) - _sets.Expected[i];
            }
        }

        ToColumns(_rowVector, gradient);
        for (var j = 0; j < gradient.Length; j++)
        {
            gradient[j] -= _penalties[j] * Beta[j];
        }
    }

    /// <summary>Solves (information + penalty) step = gradient, the more exactly the nearer the maximum.</summary>
    private double[] Solve(double[] gradient)
    {
        var scale = new double[_stride];
        for (var i = 0; i < _rows; i++)
        {
            var row = _x.AsSpan(i * _stride, _stride);
            for (var j = 0; j < row.Length; j++)
            {
                scale[j] += _sets.Expected[i] * row[j] * row[j];
            }
        }

        for (var j = 0; j < scale.Length; j++)
        {
            scale[j] = scale[j] + _penalties[j] is > 0 and var diagonal ? diagonal : 1;
        }

        var step = new double[_stride];
        var residual = (double[])gradient.Clone();
        var preconditioned = new double[_stride];
        TensorPrimitives.Divide(residual, scale, preconditioned);
        var direction = (double[])preconditioned.Clone();
        var product = new double[_stride];
        var measure = TensorPrimitives.Dot<double>(residual, preconditioned);
        var target = measure * Math.Min(0.01, measure);
        for (var iteration = 0; iteration < 2 * _stride && measure > target && measure > 0; iteration++)
        {
            ToRows(direction, _rowVector);
            _curvature.Apply(_rowVector, _rowProduct);
            ToColumns(_rowProduct, product);
            TensorPrimitives.MultiplyAdd(direction, _penalties, product, product);
            var length = measure / TensorPrimitives.Dot<double>(direction, product);
            TensorPrimitives.MultiplyAdd(direction, length, step, step);
            TensorPrimitives.MultiplyAdd(product, -length, residual, residual);
            TensorPrimitives.Divide(residual, scale, preconditioned);
            var next = TensorPrimitives.Dot<double>(residual, preconditioned);
            TensorPrimitives.MultiplyAdd(direction, next / measure, preconditioned, direction);
            measure = next;
        }

        return step;
    }

    private void ToRows(double[] columns, double[] rows)
    {
        for (var i = 0; i < _rows; i++)
        {
            rows[i] = TensorPrimitives.Dot<double>(_x.AsSpan(i * _stride, _stride), columns);
        }
    }

    private void ToColumns(double[] rows, double[] columns)
    {
        Array.Clear(columns);
        for (var i = 0; i < _rows; i++)
        {
            TensorPrimitives.MultiplyAdd(_x.AsSpan(i * _stride, _stride), rows[i], columns, columns);
        }
    }
}

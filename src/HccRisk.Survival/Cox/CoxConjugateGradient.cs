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

    /// <summary>Takes rows already in the order of the risk sets.</summary>
    public CoxConjugateGradient(CoxRiskSets sets, double[] x, int rows, int stride)
    {
        _sets = sets;
        _x = x;
        _rows = rows;
        _stride = stride;
        _eta = new double[rows];
        _rowVector = new double[rows];
        _rowProduct = new double[rows];
        _curvature = new CoxCurvature(sets);
        Beta = new double[stride];
    }

    /// <summary>Coefficients: the start of the next fit and the result of the last.</summary>
    public double[] Beta { get; private set; }

    /// <summary>Log partial likelihood without the penalty at <see cref="Beta"/>.</summary>
    public double LogLikelihood { get; private set; }

    /// <summary>Fits from the present coefficients until the next step promises a gain below the tolerance.</summary>
    public void Fit(double lambda, double tolerance, CancellationToken cancellationToken)
    {
        var value = Evaluate(Beta, lambda);
        var gradient = new double[_stride];
        for (var iteration = 0; iteration < StepsAllowed; iteration++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Gradient(lambda, gradient);
            var step = Solve(gradient, lambda);
            if (0.5 * TensorPrimitives.Dot<double>(step, gradient) <= tolerance)
            {
                return;
            }

            var next = new double[_stride];
            TensorPrimitives.Add(Beta, step, next);
            var nextValue = Evaluate(next, lambda);
            for (var halvings = 0; !(nextValue >= value) && halvings < HalvingsAllowed; halvings++)
            {
                TensorPrimitives.Add(next, Beta, next);
                TensorPrimitives.Multiply(next, 0.5, next);
                nextValue = Evaluate(next, lambda);
            }

            if (!(nextValue > value))
            {
                Evaluate(Beta, lambda);
                return;
            }

            Beta = next;
            value = nextValue;
        }
    }

    private double Evaluate(double[] beta, double lambda)
    {
        ToRows(beta, _eta);
        LogLikelihood = _sets.Evaluate(_eta);
        return LogLikelihood - 0.5 * lambda * TensorPrimitives.SumOfSquares<double>(beta);
    }

    private void Gradient(double lambda, double[] gradient)
    {
        for (var g = 0; g < _sets.Deaths.Length; g++)
        {
            var alive = _sets.Starts[g] + _sets.Deaths[g];
            for (var i = _sets.Starts[g]; i < _sets.Starts[g + 1]; i++)
            {
                _rowVector[i] = (i < alive ? 1 : 0) - _sets.Expected[i];
            }
        }

        ToColumns(_rowVector, gradient);
        TensorPrimitives.MultiplyAdd(Beta, -lambda, gradient, gradient);
    }

    /// <summary>Solves (information + lambda) step = gradient, the more exactly the nearer the maximum.</summary>
    private double[] Solve(double[] gradient, double lambda)
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

        TensorPrimitives.Add(scale, lambda, scale);
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
            TensorPrimitives.MultiplyAdd(direction, lambda, product, product);
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

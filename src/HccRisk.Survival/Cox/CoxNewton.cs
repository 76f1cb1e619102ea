using System.Numerics.Tensors;
using HccRisk.Survival.Regression;

namespace HccRisk.Survival.Cox;

/// <summary>Newton's method with step halving on the (penalised) Cox partial likelihood, with the full information matrix.</summary>
internal sealed class CoxNewton
{
    private const int HalvingsAllowed = 30;

    private readonly ICoxLikelihood _likelihood;
    private readonly double[] _x;
    private readonly int _rows;
    private readonly int _width;
    private readonly int _stride;
    private readonly double[] _penalty;
    private readonly double[] _eta;
    private readonly double[] _gradient;
    private readonly double[] _information;

    public CoxNewton(ICoxLikelihood likelihood, double[] x, int rows, int width, int stride, ReadOnlySpan<double> penalty)
    {
        _likelihood = likelihood;
        _x = x;
        _rows = rows;
        _width = width;
        _stride = stride;
        _penalty = new double[stride];
        penalty.CopyTo(_penalty);
        _eta = new double[rows];
        _gradient = new double[stride];
        _information = new double[stride * stride];
        Beta = new double[stride];
        Unidentified = new bool[width];
    }

    /// <summary>Coefficients; entries beyond the width are 0.</summary>
    public double[] Beta { get; private set; }

    /// <summary>Whether the likelihood is known to have a maximum, so that a slow coefficient is not a diverging one.</summary>
    public bool HasMaximum { get; init; }

    /// <summary>Columns without information of their own at the start: constant, or a combination of earlier ones.</summary>
    public bool[] Unidentified { get; }

    /// <summary>Columns whose coefficient was still moving away when the likelihood no longer did.</summary>
    public bool[] Diverging { get; private set; } = [];

    public double LogLikelihoodNull { get; private set; }

    public double LogLikelihood { get; private set; }

    public double ScoreStatistic { get; private set; }

    public double GradientNorm { get; private set; }

    public int Iterations { get; private set; }

    public bool Converged { get; private set; }

    /// <summary>Factor of information + penalty at the coefficients.</summary>
    public CholeskyFactor Factor { get; private set; } = null!;

    /// <summary>Information of the unpenalised likelihood (upper triangle, padded).</summary>
    public ReadOnlySpan<double> Information => _information;

    public void Fit(int maxIterations, double tolerance, CancellationToken cancellationToken)
    {
        var value = Evaluate(Beta);
        LogLikelihoodNull = LogLikelihood;
        Differentiate();
        Factor.Dropped.CopyTo(Unidentified, 0);
        var step = (double[])_gradient.Clone();
        Factor.Solve(step);
        ScoreStatistic = TensorPrimitives.Dot<double>(step, _gradient);
        for (Iterations = 0; ; Iterations++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var gain = 0.5 * TensorPrimitives.Dot<double>(step, _gradient);
            var scale = 1 + Math.Abs(value);
            if (!HasMaximum && gain <= 1e-9 * scale && FindDiverging(step))
            {
                return;
            }

            // Here Newton squares the error: this far down the last step no longer changes the information.
            Converged = gain <= tolerance * scale;
            if (Converged && gain <= tolerance * tolerance * scale)
            {
                return;
            }

            if (Iterations == maxIterations && !Converged)
            {
                _ = HasMaximum || FindDiverging(step);
                return;
            }

            var next = new double[_stride];
            TensorPrimitives.Add(Beta, step, next);
            var nextValue = Evaluate(next);
            for (var halvings = 0; !(nextValue >= value - 1e-12 * scale); halvings++)
            {
                if (halvings == HalvingsAllowed)
                {
                    Evaluate(Beta);
                    return;
                }

                TensorPrimitives.Add(next, Beta, next);
                TensorPrimitives.Multiply(next, 0.5, next);
                nextValue = Evaluate(next);
            }

            Beta = next;
            value = nextValue;
            Differentiate();
            NewtonStep(step);
            if (Converged)
            {
                Iterations++;
                return;
            }
        }
    }

    /// <summary>Trace of the information times a symmetric matrix of unpadded rows.</summary>
    public double TraceWith(double[] matrix)
    {
        double trace = 0;
        for (var i = 0; i < _width; i++)
        {
            trace += _information[i * _stride + i] * matrix[i * _width + i];
            for (var j = i + 1; j < _width; j++)
            {
                trace += 2 * _information[i * _stride + j] * matrix[i * _width + j];
            }
        }

        return trace;
    }

    /// <summary>The coefficients squared in units of their information.</summary>
    public double WaldStatistic()
    {
        double sum = 0;
        for (var i = 0; i < _width; i++)
        {
            sum += _information[i * _stride + i] * Beta[i] * Beta[i];
            for (var j = i + 1; j < _width; j++)
            {
                sum += 2 * _information[i * _stride + j] * Beta[i] * Beta[j];
            }
        }

        return Math.Max(0, sum);
    }

    private double Evaluate(double[] beta)
    {
        PaddedRows.Multiply(_x, beta, _eta);
        LogLikelihood = _likelihood.Evaluate(_eta);
        double penalty = 0;
        for (var j = 0; j < _width; j++)
        {
            penalty += _penalty[j] * beta[j] * beta[j];
        }

        return LogLikelihood - 0.5 * penalty;
    }

    private void Differentiate()
    {
        _likelihood.Differentiate(_x, _gradient, _information);
        for (var j = 0; j < _width; j++)
        {
            _gradient[j] -= _penalty[j] * Beta[j];
        }

        var penalised = _information;
        if (_penalty.AsSpan().ContainsAnyExcept(0.0))
        {
            penalised = (double[])_information.Clone();
            for (var j = 0; j < _width; j++)
            {
                penalised[j * _stride + j] += _penalty[j];
            }
        }

        Factor = new CholeskyFactor(penalised, _width, _stride);
        GradientNorm = MaxIdentified(_gradient);
    }

    private void NewtonStep(double[] step)
    {
        _gradient.CopyTo(step, 0);
        for (var j = 0; j < _width; j++)
        {
            step[j] = Unidentified[j] ? 0 : step[j];
        }

        Factor.Solve(step);
        for (var j = 0; j < _width; j++)
        {
            step[j] = Unidentified[j] ? 0 : step[j];
        }
    }

    /// <summary>
    /// The likelihood is flat to 1e-9, yet the next step moves a coefficient by more than 1 % of a log hazard ratio per
    /// standard deviation: only a coefficient on its way to infinity does that.
    /// </summary>
    private bool FindDiverging(double[] step)
    {
        var found = new bool[_width];
        var any = false;
        for (var j = 0; j < _width; j++)
        {
            found[j] = Math.Abs(step[j]) > 0.01 * Math.Max(1, 0.1 * Math.Abs(Beta[j]));
            any |= found[j];
        }

        Diverging = any ? found : [];
        return any;
    }

    private double MaxIdentified(double[] gradient)
    {
        double largest = 0;
        for (var j = 0; j < _width; j++)
        {
            largest = Unidentified[j] ? largest : Math.Max(largest, Math.Abs(gradient[j]));
        }

        return largest;
    }
}

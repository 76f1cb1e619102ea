using HccRisk.Survival.Regression;

namespace HccRisk.Survival.Aft;

/// <summary>
/// Maximises the likelihood in a = beta / scale and s = 1 / scale, where it is concave (Burridge, JRSS B 1981), so that Newton
/// with halved steps always climbs to the one maximum. With entry times each row's likelihood is divided by the probability of
/// being free of the event at its entry, which is not concave: where that part turns the information, the step is made without it.
/// </summary>
internal sealed class AftNewton
{
    private readonly AftDistribution _distribution;
    private readonly double[] _design;
    private readonly double[] _logTime;
    private readonly int[] _events;
    private readonly double[]? _weights;
    private readonly double[]? _logEntry;
    private readonly int _width;
    private readonly int _size;
    private readonly double[] _gradient;
    private readonly double[] _information;
    private readonly double[] _concave;

    /// <param name="distribution">Error distribution.</param>
    /// <param name="design">Row-major design, intercept included.</param>
    /// <param name="width">Columns of the design.</param>
    /// <param name="logTime">Logarithm of time, centred.</param>
    /// <param name="events">Event codes.</param>
    /// <param name="weights">Case weights, or null.</param>
    /// <param name="logEntry">Logarithm of the entry times, centred as the times are, or null.</param>
    public AftNewton(AftDistribution distribution, double[] design, int width, double[] logTime, int[] events, double[]? weights, double[]? logEntry)
    {
        _distribution = distribution;
        _design = design;
        _width = width;
        _logTime = logTime;
        _events = events;
        _weights = weights;
        _logEntry = logEntry;
        var fixedScale = AftBaseline.FixedScale(distribution);
        _size = fixedScale is null ? width + 1 : width;
        _gradient = new double[_size];
        _information = new double[_size * _size];
        _concave = logEntry is null ? _information : new double[_size * _size];
        Parameters = new double[width + 1];
        Parameters[width] = 1 / (fixedScale ?? 1);
    }

    /// <summary>The a of each design column, then s.</summary>
    public double[] Parameters { get; }

    /// <summary>Log-likelihood of w; the logarithms of the times are not taken off.</summary>
    public double LogLikelihood { get; private set; }

    public int Iterations { get; private set; }

    public bool Converged { get; private set; }

    public double GradientNorm { get; private set; }

    /// <summary>Factor of the information in (a, s), or in a alone when the scale is fixed.</summary>
    public CholeskyFactor Factor { get; private set; } = null!;

    public void Fit(int maxIterations, double tolerance, CancellationToken cancellationToken)
    {
        LogLikelihood = Evaluate(Parameters, derivatives: true);
        var trial = new double[Parameters.Length];
        var step = new double[_size];
        for (Iterations = 0; ; Iterations++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Factor = new CholeskyFactor(_information, _size, _size);
            if (_logEntry is not null && new CholeskyFactor(_concave, _size, _size) is var concave && concave.Rank > Factor.Rank)
            {
                Factor = concave;
            }

            _gradient.CopyTo(step, 0);
            Factor.Solve(step);
            double gain = 0;
            GradientNorm = 0;
            for (var j = 0; j < _size; j++)
            {
                gain += step[j] * _gradient[j] / 2;
                GradientNorm = Math.Max(GradientNorm, Factor.Dropped[j] ? 0 : Math.Abs(_gradient[j]));
            }

            Converged = gain <= tolerance * Math.Max(1, Math.Abs(LogLikelihood));
            if (Converged)
            {
                Polish(step);
                return;
            }

            if (Iterations == maxIterations || !Climb(step, trial))
            {
                return;
            }
        }
    }

    /// <summary>The last step, too small to see in the likelihood, doubles the right digits of the parameters.</summary>
    private void Polish(double[] step)
    {
        for (var j = 0; j < _size; j++)
        {
            Parameters[j] += step[j];
        }

        LogLikelihood = Evaluate(Parameters, derivatives: true);
        Factor = new CholeskyFactor(_information, _size, _size);
    }

    /// <summary>Takes the longest of the step's halves that does not lose; false when none does.</summary>
    private bool Climb(double[] step, double[] trial)
    {
        for (var length = 1.0; length > 1e-10; length /= 2)
        {
            Parameters.CopyTo(trial, 0);
            for (var j = 0; j < _size; j++)
            {
                trial[j] += length * step[j];
            }

            if (trial[_width] > 0 && Evaluate(trial, derivatives: false) >= LogLikelihood)
            {
                trial.CopyTo(Parameters, 0);
                LogLikelihood = Evaluate(Parameters, derivatives: true);
                return true;
            }
        }

        return false;
    }

    private double Evaluate(double[] parameters, bool derivatives)
    {
        double sum = 0;
        var s = parameters[_width];
        Array.Clear(_gradient);
        Array.Clear(_information);
        for (var i = 0; i < _logTime.Length; i++)
        {
            var isEvent = _events[i] != 0;
            var weight = _weights is null ? 1 : _weights[i];
            sum += isEvent ? weight * Math.Log(s) : 0;
            sum += Contribution(parameters, i, _logTime[i], weight, isEvent, derivatives);
        }

        if (_logEntry is not null)
        {
            _information.CopyTo(_concave, 0);
            for (var i = 0; i < _logEntry.Length; i++)
            {
                if (double.IsFinite(_logEntry[i]))
                {
                    sum += Contribution(parameters, i, _logEntry[i], _weights is null ? -1 : -_weights[i], isEvent: false, derivatives);
                }
            }
        }

        return sum;
    }

    /// <summary>Weight times the log density or log survival of a row at a time, added to the derivatives.</summary>
    private double Contribution(double[] parameters, int i, double logTime, double weight, bool isEvent, bool derivatives)
    {
        var row = _design.AsSpan(i * _width, _width);
        var s = parameters[_width];
        var w = s * logTime;
        for (var j = 0; j < row.Length; j++)
        {
            w -= parameters[j] * row[j];
        }

        var (value, first, second) = AftBaseline.Log(_distribution, w, isEvent);
        if (derivatives)
        {
            Add(row, logTime, weight * first, weight * second, isEvent ? weight : 0, s);
        }

        return weight * value;
    }

    private void Add(ReadOnlySpan<double> row, double logTime, double first, double second, double deaths, double s)
    {
        for (var j = 0; j < _width; j++)
        {
            _gradient[j] -= first * row[j];
            for (var k = j; k < _width; k++)
            {
                _information[j * _size + k] -= second * row[j] * row[k];
            }
        }

        if (_size > _width)
        {
            _gradient[_width] += first * logTime + deaths / s;
            _information[_width * _size + _width] += deaths / (s * s) - second * logTime * logTime;
            for (var j = 0; j < _width; j++)
            {
                _information[j * _size + _width] += second * row[j] * logTime;
            }
        }
    }
}

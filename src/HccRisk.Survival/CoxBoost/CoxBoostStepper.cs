using HccRisk.Survival.Regression;

namespace HccRisk.Survival.CoxBoost;

/// <summary>Boosting of one cause, step by step: the mandatory block is refitted, the scores are made, and a column is taken.</summary>
internal sealed class CoxBoostStepper
{
    private const int HalvingsAllowed = 30;
    private const double Rounding = 1e-12;
    private const double Stability = 9;

    // Newton's steps shrink by their square: one that still moves this far between the extremes of a column, at an effect that large, will never end.
    private const int RefitsAllowed = 8;
    private const double LargestMove = 0.5;
    private const double LargestEffect = 5;

    private readonly CoxBoostOptions _options;
    private readonly CoxBoostDesign _design;
    private readonly int[] _mandatory;
    private readonly double[] _penalties;
    private readonly double[] _score;
    private readonly double[] _information;
    private readonly double[] _trial;
    private double[] _eta;
    private int _refits;

    /// <param name="risk">Risk sets of the rows fitted on.</param>
    /// <param name="design">Their columns.</param>
    /// <param name="options">Mandatory columns, criterion, step-size factor.</param>
    /// <param name="penalties">Penalty of each column; infinite for one that is never taken.</param>
    /// <param name="offset">Known part of the linear predictor in the order of the risk sets; null for none.</param>
    public CoxBoostStepper(CoxBoostRisk risk, CoxBoostDesign design, CoxBoostOptions options, double[] penalties, double[]? offset)
    {
        (Risk, _design, _options) = (risk, design, options);
        _mandatory = [.. options.Mandatory.Distinct()];
        _penalties = (double[])penalties.Clone();
        foreach (var j in _mandatory)
        {
            _penalties[j] = double.PositiveInfinity;
        }

        (_score, _information, Scores, Beta) = (new double[design.Columns], new double[design.Columns], new double[design.Columns], new double[design.Columns]);
        _eta = offset is null ? new double[design.Rows] : (double[])offset.Clone();
        _trial = new double[design.Rows];
        Dropped = new bool[_mandatory.Length];
        LogLikelihood = risk.Evaluate(_eta);
    }

    public CoxBoostRisk Risk { get; }

    /// <summary>Coefficient of each column per scaled unit.</summary>
    public double[] Beta { get; }

    /// <summary>Log partial likelihood at <see cref="Beta"/>.</summary>
    public double LogLikelihood { get; private set; }

    /// <summary>Criterion of each column at the last <see cref="Scan"/>; 0 for one that cannot be taken.</summary>
    public double[] Scores { get; }

    /// <summary>Which of the mandatory columns the data cannot tell from those before.</summary>
    public bool[] Dropped { get; private set; }

    /// <summary>Mandatory columns that grew without bound.</summary>
    public IReadOnlyList<int> Diverging { get; private set; } = [];

    /// <summary>Whether the last refit of the mandatory block ended at its maximum.</summary>
    public bool IsRefitted { get; private set; }

    /// <summary>One Newton step of the mandatory block, halved until the likelihood does not fall.</summary>
    public void Refit()
    {
        var width = _mandatory.Length;
        if (width == 0)
        {
            return;
        }

        var (gradient, information) = Derivatives();
        var penalty = Diverging.Count == 0 ? 0 : _options.MandatoryRidge;
        for (var a = 0; a < width; a++)
        {
            var ridge = penalty * _design.Deviation[_mandatory[a]] * _design.Deviation[_mandatory[a]];
            gradient[a] -= ridge * Beta[_mandatory[a]];
            information[(a * width) + a] += ridge;
        }

        var factor = new CholeskyFactor(information, width, width);
        Dropped = factor.Dropped;
        var step = (double[])gradient.Clone();
        factor.Solve(step);
        var gain = step.Zip(gradient).Sum(p => p.First * p.Second) / 2;
        IsRefitted = gain <= 1e-13 * Math.Max(1, Math.Abs(LogLikelihood));
        var length = Move(_mandatory, step, penalty);
        _refits++;
        if (_refits >= RefitsAllowed && Diverging.Count == 0)
        {
            bool Exceeds(double value, int column, double limit) => Math.Abs(value) * _design.Range[column] > limit;
            Diverging = [.. _mandatory.Where((j, a) => Exceeds(length * step[a], j, LargestMove) && Exceeds(Beta[j], j, LargestEffect))];
        }
    }

    /// <summary>Score statistics of all columns at the present linear predictor.</summary>
    public void Scan()
    {
        _design.Scan(Risk, _score, _information);
        for (var j = 0; j < Scores.Length; j++)
        {
            var denominator = _information[j] + (_options.Criterion == CoxBoostCriterion.Score ? Stability : _penalties[j]);
            Scores[j] = double.IsPositiveInfinity(_penalties[j]) || _design.Range[j] == 0 ? 0 : _score[j] * _score[j] / denominator;
        }
    }

    /// <summary>Takes a column: its penalised one-step estimate, halved until the likelihood does not fall.</summary>
    public void Take(int column)
    {
        double[] step = [_score[column] / (_information[column] + _penalties[column])];
        Move([column], step, 0);
        if (_options.StepSizeFactor != 1)
        {
            var information = _design.Variances(Risk, column);
            var share = Math.Max(1 - Math.Pow(1 - (information / (information + _penalties[column])), _options.StepSizeFactor), 1e-5);
            _penalties[column] = Math.Max(0, ((1 / share) - 1) * information);
        }
    }

    /// <summary>Moves coefficients along a step as far as the likelihood, less the penalty, does not fall; returns the share of the step.</summary>
    private double Move(int[] columns, double[] step, double penalty)
    {
        double Held(double length)
        {
            double sum = 0;
            for (var a = 0; penalty > 0 && a < columns.Length; a++)
            {
                var value = (Beta[columns[a]] + (length * step[a])) * _design.Deviation[columns[a]];
                sum += penalty * value * value / 2;
            }

            return sum;
        }

        var before = LogLikelihood - Held(0);
        var length = 1.0;
        for (var halvings = 0; ; halvings++, length /= 2)
        {
            length = halvings > HalvingsAllowed ? 0 : length;
            _eta.CopyTo(_trial, 0);
            for (var a = 0; a < columns.Length; a++)
            {
                _design.AddTo(_trial, columns[a], length * step[a]);
            }

            var log = Risk.Evaluate(_trial);
            if (length == 0 || log - Held(length) >= before - (Rounding * Math.Max(1, Math.Abs(before))))
            {
                LogLikelihood = log;
                break;
            }
        }

        for (var a = 0; a < columns.Length; a++)
        {
            Beta[columns[a]] += length * step[a];
        }

        _trial.CopyTo(_eta, 0);
        return length;
    }

    /// <summary>Gradient and information (row-major) of the mandatory block.</summary>
    private (double[] Gradient, double[] Information) Derivatives()
    {
        var width = _mandatory.Length;
        var (gradient, information) = (new double[width], new double[width * width]);
        var (sum, tied, later, mean, row) = (new double[width], new double[width], new double[width], new double[width], new double[width]);
        for (var i = 0; i < Risk.Later.Length; i++)
        {
            AddRow(i, Risk.Later[i], later);
        }

        var next = 0;
        for (var g = 0; g < Risk.Deaths.Length; g++)
        {
            Array.Clear(tied);
            for (var i = Risk.Starts[g]; i < Risk.Starts[g + 1]; i++)
            {
                AddRow(i, Risk.Risk[i], sum);
                if (i < Risk.Starts[g] + Risk.Deaths[g])
                {
                    AddRow(i, Risk.Risk[i], tied);
                }

                AddRow(i, Risk.HasCompeting ? -Risk.Later[i] : 0, later);
                AddRow(i, Risk.Residual[i], gradient);
                for (var a = 0; a < width; a++)
                {
                    row[a] = _design[i, _mandatory[a]];
                }

                AddSquare(row, Risk.Expected[i], information);
            }

            for (var l = 0; l < Risk.Deaths[g]; l++, next++)
            {
                for (var a = 0; a < width; a++)
                {
                    mean[a] = (sum[a] - ((double)l / Risk.Deaths[g] * tied[a]) + (Risk.Uncensored[g] * later[a])) / Risk.Denominators[next];
                }

                AddSquare(mean, -Risk.EventWeights[next], information);
            }
        }

        return (gradient, information);
    }

    private void AddRow(int i, double factor, double[] target)
    {
        for (var a = 0; factor != 0 && a < target.Length; a++)
        {
            target[a] += factor * _design[i, _mandatory[a]];
        }
    }

    /// <summary>Adds the outer square to the upper triangle.</summary>
    private static void AddSquare(double[] vector, double factor, double[] target)
    {
        for (var a = 0; a < vector.Length; a++)
        {
            for (var b = a; b < vector.Length; b++)
            {
                target[(a * vector.Length) + b] += factor * vector[a] * vector[b];
            }
        }
    }
}

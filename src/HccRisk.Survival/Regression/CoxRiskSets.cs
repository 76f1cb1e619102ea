using System.Numerics.Tensors;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Regression;

/// <summary>
/// The Cox partial likelihood as a function of the linear predictor: everything that needs the risk sets but no covariate.
/// Rows are in the outcome's time order (ascending, events before censorings), and one pass costs O(n).
/// </summary>
/// <remarks>
/// With h the hazard increments, the derivative of the log-likelihood by the linear predictor is <c>status - expected</c>
/// (the martingale residual), and its negative second derivative is <c>diag(expected) - Q</c>, where Q is applied by
/// <see cref="ApplyHessian"/> without ever being formed.
/// </remarks>
internal sealed class CoxRiskSets
{
    private readonly bool _efron;
    private readonly double[] _riskSum;
    private readonly double[] _deathSum;

    public CoxRiskSets(SurvivalOutcome outcome, TieHandling ties)
    {
        _efron = ties == TieHandling.Efron;
        Order = outcome.Order;
        var times = outcome.SortedTimes;
        var events = outcome.EventArray;
        var starts = new List<int>();
        var deaths = new List<int>();
        for (var i = 0; i < Order.Length; i++)
        {
            if (i == 0 || times[i] != times[i - 1])
            {
                starts.Add(i);
                deaths.Add(0);
            }

            if (events[Order[i]] != 0)
            {
                deaths[^1]++;
                EventCount++;
            }
        }

        starts.Add(Order.Length);
        Starts = [.. starts];
        Deaths = [.. deaths];
        Times = Array.ConvertAll(Starts[..^1], s => times[s]);
        HazardSteps = new double[Deaths.Length];
        HazardStepsOfDeaths = new double[Deaths.Length];
        _riskSum = new double[Deaths.Length];
        _deathSum = new double[Deaths.Length];
        Risk = new double[Order.Length];
        Expected = new double[Order.Length];
    }

    /// <summary>Rows of the outcome in the order used here.</summary>
    public int[] Order { get; }

    /// <summary>First row of each distinct time, and the number of rows at the end.</summary>
    public int[] Starts { get; }

    /// <summary>Events at each distinct time; they are the first rows of the group.</summary>
    public int[] Deaths { get; }

    /// <summary>The distinct times.</summary>
    public double[] Times { get; }

    public int EventCount { get; }

    /// <summary>exp(linear predictor) of the last evaluation.</summary>
    public double[] Risk { get; }

    /// <summary>Expected number of events of each row at the last evaluation.</summary>
    public double[] Expected { get; }

    /// <summary>Increment of the cumulative baseline hazard at each distinct time.</summary>
    public double[] HazardSteps { get; }

    /// <summary>The part of the increment that those who die at the time themselves receive (less under Efron).</summary>
    public double[] HazardStepsOfDeaths { get; }

    /// <summary>Log partial likelihood at a linear predictor; minus infinity where it overflows.</summary>
    public double Evaluate(ReadOnlySpan<double> eta)
    {
        var risk = Risk;
        TensorPrimitives.Exp(eta, risk);
        double log = 0;
        double sum = 0;
        for (var g = Deaths.Length - 1; g >= 0; g--)
        {
            var deaths = Deaths[g];
            double deathSum = 0;
            for (var i = Starts[g]; i < Starts[g] + deaths; i++)
            {
                deathSum += risk[i];
                log += eta[i];
            }

            for (var i = Starts[g] + deaths; i < Starts[g + 1]; i++)
            {
                sum += risk[i];
            }

            sum += deathSum;
            _riskSum[g] = sum;
            _deathSum[g] = deathSum;
            double step = 0;
            double stepOfDeaths = 0;
            if (deaths > 0 && (!_efron || deaths == 1))
            {
                log -= deaths * Math.Log(sum);
                step = stepOfDeaths = deaths / sum;
            }
            else
            {
                for (var k = 0; k < deaths; k++)
                {
                    var part = (double)k / deaths;
                    var denominator = sum - part * deathSum;
                    log -= Math.Log(denominator);
                    step += 1 / denominator;
                    stepOfDeaths += (1 - part) / denominator;
                }
            }

            HazardSteps[g] = step;
            HazardStepsOfDeaths[g] = stepOfDeaths;
        }

        Spread(HazardSteps, HazardStepsOfDeaths, Expected);
        return double.IsFinite(log) ? log : double.NegativeInfinity;
    }

    /// <summary>result = (-d2 loglik / d eta2) * direction at the last evaluated linear predictor.</summary>
    public void ApplyHessian(ReadOnlySpan<double> direction, Span<double> result, double[] steps, double[] stepsOfDeaths)
    {
        double sum = 0;
        for (var g = Deaths.Length - 1; g >= 0; g--)
        {
            var deaths = Deaths[g];
            double deathSum = 0;
            for (var i = Starts[g]; i < Starts[g] + deaths; i++)
            {
                deathSum += Risk[i] * direction[i];
            }

            for (var i = Starts[g] + deaths; i < Starts[g + 1]; i++)
            {
                sum += Risk[i] * direction[i];
            }

            sum += deathSum;
            double step = 0;
            double stepOfDeaths = 0;
            if (deaths > 0 && (!_efron || deaths == 1))
            {
                step = stepOfDeaths = deaths * sum / (_riskSum[g] * _riskSum[g]);
            }
            else
            {
                for (var k = 0; k < deaths; k++)
                {
                    var part = (double)k / deaths;
                    var denominator = _riskSum[g] - part * _deathSum[g];
                    var value = (sum - part * deathSum) / (denominator * denominator);
                    step += value;
                    stepOfDeaths += (1 - part) * value;
                }
            }

            steps[g] = step;
            stepsOfDeaths[g] = stepOfDeaths;
        }

        Spread(steps, stepsOfDeaths, result);
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = Expected[i] * direction[i] - result[i];
        }
    }

    /// <summary>
    /// Writes the risk-set means of the covariates, one row per event (one per event time under Breslow, scaled by the square
    /// root of its events), so that the information is <c>X' diag(expected) X - sum of m m'</c>.
    /// </summary>
    public void VisitMeans(ReadOnlySpan<double> x, int stride, SymmetricProduct target)
    {
        var sum = new double[stride];
        var deathSum = new double[stride];
        for (var g = Deaths.Length - 1; g >= 0; g--)
        {
            var deaths = Deaths[g];
            var tied = _efron && deaths > 1;
            if (tied)
            {
                Array.Clear(deathSum);
            }

            for (var i = Starts[g]; i < Starts[g + 1]; i++)
            {
                var row = x.Slice(i * stride, stride);
                TensorPrimitives.MultiplyAdd(row, Risk[i], sum, sum);
                if (tied && i < Starts[g] + deaths)
                {
                    TensorPrimitives.MultiplyAdd(row, Risk[i], deathSum, deathSum);
                }
            }

            if (!tied)
            {
                if (deaths > 0)
                {
                    TensorPrimitives.Multiply(sum, Math.Sqrt(deaths) / _riskSum[g], target.NextRow());
                }

                continue;
            }

            for (var k = 0; k < deaths; k++)
            {
                var part = (double)k / deaths;
                var scale = 1 / (_riskSum[g] - part * _deathSum[g]);
                var mean = target.NextRow();
                TensorPrimitives.Multiply(sum, scale, mean);
                TensorPrimitives.MultiplyAdd(deathSum, -part * scale, mean, mean);
            }
        }
    }

    /// <summary>result_i = risk_i times the steps summed up to the time of row i.</summary>
    private void Spread(double[] steps, double[] stepsOfDeaths, Span<double> result)
    {
        double cumulative = 0;
        for (var g = 0; g < Deaths.Length; g++)
        {
            var after = Starts[g] + Deaths[g];
            for (var i = Starts[g]; i < after; i++)
            {
                result[i] = Risk[i] * (cumulative + stepsOfDeaths[g]);
            }

            cumulative += steps[g];
            for (var i = after; i < Starts[g + 1]; i++)
            {
                result[i] = Risk[i] * cumulative;
            }
        }
    }
}

using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using HccRisk.Survival.Regression;

namespace HccRisk.Survival.Boosting;

/// <summary>
/// Minus the log partial likelihood of a Cox model, with Breslow's or Efron's ties, case weights inside the risk sets, strata and entry
/// times. The score
/// is a log hazard ratio: higher = more risk.
/// </summary>
/// <remarks>
/// The gradient of a row is the number of events expected of it less the one it had, and gradients sum to 0. Rows of one time enter and
/// leave the risk
/// set together, whatever their order: times 1, 1, 2 of which the first two are events give -1/3, -1/3, 2/3 at equal scores under Breslow.
/// </remarks>
public sealed class CoxObjective : BoostingObjective
{
    /// <summary>Least second derivative: of a row that was at risk at no event, or of the last one alone.</summary>
    private const double LeastHessian = 1e-6;

    private readonly CoxRiskSets _sets;
    private readonly double[] _eta;
    private readonly double[] _risk;
    private readonly GroupSteps[] _steps;
    private readonly GroupSteps[] _before;
    private readonly double[] _factors;
    private readonly double[] _denominators;

    /// <summary>Keeps the risk sets.</summary>
    /// <param name="outcome">Follow-up, every code above 0 being the event; entry times and weights (above 0) where there are any.</param>
    /// <param name="strata">Stratum label of each row; null for one stratum.</param>
    /// <param name="ties">Efron or Breslow.</param>
    /// <exception cref="ArgumentException">Lengths differ, a weight is 0, or the ties are exact.</exception>
    /// <exception cref="NoEventsException">Everybody is censored.</exception>
    public CoxObjective(SurvivalOutcome outcome, IReadOnlyList<int>? strata = null, TieHandling ties = TieHandling.Efron)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        if (ties is not (TieHandling.Efron or TieHandling.Breslow))
        {
            throw new ArgumentException($"Ties are {ties}; a booster knows Efron and Breslow.", nameof(ties));
        }

        new CoxRows { Strata = strata }.Check(outcome, new CoxOptions { Ties = ties });
        if (outcome.EventCount() == 0)
        {
            throw new NoEventsException($"A boosted Cox model needs events: {outcome.WhyNoEvent}.");
        }

        _sets = new CoxRiskSets(outcome, ties, strata);
        (_eta, _risk) = (new double[outcome.Count], new double[outcome.Count]);
        _steps = new GroupSteps[_sets.Deaths.Length];
        _before = outcome.Entries.IsEmpty ? [] : new GroupSteps[_steps.Length];

        // One denominator for each event of a split time, one for all of another.
        _factors = [.. Enumerable.Range(0, _steps.Length).Reverse().SelectMany(g => _sets.IsSplit(g)
            ? Enumerable.Repeat(_sets.MeanWeights[g], _sets.Deaths[g])
            : Enumerable.Repeat(_sets.MeanWeights[g] * _sets.Deaths[g], Math.Min(1, _sets.Deaths[g])))];
        _denominators = new double[_factors.Length];
    }

    /// <inheritdoc/>
    public override int Rows => _eta.Length;

    /// <summary>The rows by stratum and time, events before censorings of their time: data in this order are read in one pass.</summary>
    /// <param name="outcome">Follow-up, every code above 0 being the event.</param>
    /// <param name="strata">Stratum label of each row; null for one stratum.</param>
    public static int[] OrderOf(SurvivalOutcome outcome, IReadOnlyList<int>? strata)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return [.. RowOrder.ByStratum(outcome, strata).Order];
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double LogLikelihood(ReadOnlySpan<double> scores)
    {
        RequireRows(scores.Length, nameof(scores));
        var (order, weights) = (_sets.Order, _sets.Weights);
        for (var i = 0; i < order.Length; i++)
        {
            _eta[i] = scores[order[i]];
        }

        Elementwise.Exp(_eta, _risk);
        if (weights is not null)
        {
            TensorPrimitives.Multiply(_risk, weights, _risk);
        }

        var (log, sum, at) = (0.0, 0.0, 0);
        for (var g = _steps.Length - 1; g >= 0; g--)
        {
            if (_sets.StartsAnew(g))
            {
                sum = 0;
            }
            else
            {
                foreach (var row in _sets.Leaving(g))
                {
                    sum -= _risk[row];
                }
            }

            var (start, alive) = (_sets.Starts[g], _sets.Starts[g] + _sets.Deaths[g]);
            var deathSum = 0.0;
            for (var i = start; i < alive; i++)
            {
                deathSum += _risk[i];
                log += weights is null ? _eta[i] : weights[i] * _eta[i];
            }

            sum += deathSum;
            for (var i = alive; i < _sets.Starts[g + 1]; i++)
            {
                sum += _risk[i];
            }

            if (alive > start)
            {
                _steps[g] = _sets.IsSplit(g) ? Split(alive - start, sum, deathSum, ref at) : Whole(sum, ref at);
            }
        }

        Elementwise.Log(_denominators, _denominators);
        log -= TensorPrimitives.Dot<double>(_factors, _denominators);
        return double.IsFinite(log) ? log : double.NegativeInfinity;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double Differentiate(ReadOnlySpan<double> scores, Span<double> gradient, Span<double> hessian)
    {
        RequireRows(gradient.Length, nameof(gradient));
        RequireRows(hessian.Length, nameof(hessian));
        var log = LogLikelihood(scores);
        for (var s = 0; s < _sets.Strata.Length; s++)
        {
            var (hazard, square) = (0.0, 0.0);
            for (var g = _sets.StratumStarts[s]; g < _sets.StratumStarts[s + 1]; g++)
            {
                if (_before.Length > 0)
                {
                    _before[g] = new GroupSteps(hazard, square, 0, 0);
                }

                var steps = _steps[g];
                var alive = _sets.Starts[g] + _sets.Deaths[g];
                for (var i = _sets.Starts[g]; i < alive; i++)
                {
                    Write(i, hazard + steps.HazardOfDeaths, square + steps.SquareOfDeaths, _sets.Weights is null ? 1 : _sets.Weights[i], gradient, hessian);
                }

                (hazard, square) = (hazard + steps.Hazard, square + steps.Square);
                for (var i = alive; i < _sets.Starts[g + 1]; i++)
                {
                    Write(i, hazard, square, 0, gradient, hessian);
                }
            }
        }

        return log;
    }

    /// <summary>The derivatives of a row, from the hazard it went through and the sum of squares that goes with it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Write(int at, double hazard, double square, double observed, Span<double> gradient, Span<double> hessian)
    {
        if (_before.Length > 0)
        {
            var before = _before[_sets.EntryGroups![at]];
            (hazard, square) = (hazard - before.Hazard, square - before.Square);
        }

        var (risk, row) = (_risk[at], _sets.Order[at]);
        var expected = risk * hazard;
        gradient[row] = expected - observed;
        hessian[row] = Math.Max(LeastHessian, expected - (risk * risk * square));
    }

    /// <summary>A time whose events all see the whole risk set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private GroupSteps Whole(double sum, ref int at)
    {
        var factor = _factors[at];
        _denominators[at++] = sum;
        var (hazard, inverse) = (factor / sum, 1 / sum);
        return new GroupSteps(hazard, hazard * inverse, hazard, hazard * inverse);
    }

    /// <summary>A time whose events each see the tied ones before them in part only (Efron).</summary>
    private GroupSteps Split(int deaths, double sum, double deathSum, ref int at)
    {
        var (hazard, square, hazardOfDeaths, squareOfDeaths) = (0.0, 0.0, 0.0, 0.0);
        for (var k = 0; k < deaths; k++)
        {
            var part = (double)k / deaths;
            var step = _factors[at] / (sum - (part * deathSum));
            var second = step / (sum - (part * deathSum));
            _denominators[at++] = sum - (part * deathSum);
            (hazard, square) = (hazard + step, square + second);
            (hazardOfDeaths, squareOfDeaths) = (hazardOfDeaths + ((1 - part) * step), squareOfDeaths + ((1 - part) * (1 - part) * second));
        }

        return new GroupSteps(hazard, square, hazardOfDeaths, squareOfDeaths);
    }

    /// <summary>
    /// Sums over the events of a time of weight / denominator and weight / denominator^2, for those who stay and for those who die then.
    /// </summary>
    private readonly record struct GroupSteps(double Hazard, double Square, double HazardOfDeaths, double SquareOfDeaths);
}

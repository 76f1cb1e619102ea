using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using HccRisk.Survival.Regression;

namespace HccRisk.Survival.Boosting;

/// <summary>
/// Minus the log partial likelihood of a Cox model, with Breslow's or Efron's ties, case weights inside the risk sets, strata and entry times. The score
/// is a log hazard ratio: higher = more risk.
/// </summary>
/// <remarks>
/// The gradient of a row is the number of events expected of it less the one it had, and gradients sum to 0. Rows of one time enter and leave the risk
/// set together, whatever their order: times 1, 1, 2 of which the first two are events give -1/3, -1/3, 2/3 at equal scores under Breslow.
/// </remarks>
public sealed class CoxObjective : BoostingObjective
{
    /// <summary>Least second derivative: of a row that was at risk at no event, or of the last one alone.</summary>
    private const double LeastHessian = 1e-6;

    private readonly CoxRiskSets _sets;
    private readonly double[] _eta;
    private readonly double[] _spread;
    private readonly double[] _squares;
    private readonly double[] _squaresOfDeaths;

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
        (_eta, _spread) = (new double[outcome.Count], new double[outcome.Count]);
        (_squares, _squaresOfDeaths) = (new double[_sets.Deaths.Length], new double[_sets.Deaths.Length]);
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
    public override double LogLikelihood(ReadOnlySpan<double> scores)
    {
        RequireRows(scores.Length, nameof(scores));
        var order = _sets.Order;
        for (var i = 0; i < order.Length; i++)
        {
            _eta[i] = scores[order[i]];
        }

        return _sets.Evaluate(_eta);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double Differentiate(ReadOnlySpan<double> scores, Span<double> gradient, Span<double> hessian)
    {
        RequireRows(gradient.Length, nameof(gradient));
        RequireRows(hessian.Length, nameof(hessian));
        var log = LogLikelihood(scores);
        for (var g = 0; g < _squares.Length; g++)
        {
            (_squares[g], _squaresOfDeaths[g]) = SquaresOf(g);
        }

        _sets.Spread(_squares, _squaresOfDeaths, _spread);
        TensorPrimitives.Multiply(_spread, _sets.Risk, _spread);
        var order = _sets.Order;
        for (var g = 0; g < _squares.Length; g++)
        {
            var alive = _sets.Starts[g] + _sets.Deaths[g];
            for (var i = _sets.Starts[g]; i < _sets.Starts[g + 1]; i++)
            {
                var observed = i >= alive ? 0 : _sets.Weights is null ? 1 : _sets.Weights[i];
                gradient[order[i]] = _sets.Expected[i] - observed;
                hessian[order[i]] = Math.Max(LeastHessian, _sets.Expected[i] - _spread[i]);
            }
        }

        return log;
    }

    /// <summary>Sum over the events of a time of weight / denominator^2, for those who stay and for those who die then.</summary>
    private (double All, double Deaths) SquaresOf(int group)
    {
        var deaths = _sets.Deaths[group];
        var weight = _sets.MeanWeights[group];
        if (!_sets.IsSplit(group))
        {
            var square = deaths == 0 ? 0 : deaths * weight / (_sets.RiskSums[group] * _sets.RiskSums[group]);
            return (square, square);
        }

        var (all, own) = (0.0, 0.0);
        for (var k = 0; k < deaths; k++)
        {
            var part = (double)k / deaths;
            var denominator = _sets.RiskSums[group] - (part * _sets.DeathSums[group]);
            var square = weight / (denominator * denominator);
            all += square;
            own += (1 - part) * (1 - part) * square;
        }

        return (all, own);
    }
}

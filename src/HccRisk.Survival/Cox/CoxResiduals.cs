using System.Numerics.Tensors;

namespace HccRisk.Survival.Cox;

/// <summary>Residuals of a fitted Cox model, as R's <c>residuals.coxph</c> defines them.</summary>
/// <remarks>
/// With exact ties the martingale and deviance residuals use Breslow's hazard at the exact coefficients, and the others do
/// not exist. Rows come in the caller's order, except for Schoenfeld residuals, which belong to events.
/// </remarks>
public sealed class CoxResiduals
{
    private readonly CoxModel _model;
    private readonly CoxRiskSets _sets;
    private readonly int _width;

    internal CoxResiduals(CoxModel model)
    {
        _model = model;
        _sets = model.Sets;
        _width = model.Design.Width;
    }

    /// <summary>Martingale residuals: event (1 or 0) less the number of events the model expects.</summary>
    /// <returns>One a row, at most 1; without weights they sum to 0. Positive = the event came earlier than expected.</returns>
    public double[] Martingale()
    {
        var result = new double[_sets.Order.Length];
        for (var g = 0; g < _sets.Deaths.Length; g++)
        {
            var alive = _sets.Starts[g] + _sets.Deaths[g];
            for (var i = _sets.Starts[g]; i < _sets.Starts[g + 1]; i++)
            {
                var expected = _sets.Weights is null ? _sets.Expected[i] : _sets.Expected[i] / _sets.Weights[i];
                result[_sets.Order[i]] = (i < alive ? 1 : 0) - expected;
            }
        }

        return result;
    }

    /// <summary>Deviance residuals: martingale residuals brought to a symmetric scale (Therneau, Grambsch and Fleming, Biometrika 1990).</summary>
    /// <returns>One a row, with the sign of the martingale residual.</returns>
    public double[] Deviance()
    {
        var result = Martingale();
        for (var g = 0; g < _sets.Deaths.Length; g++)
        {
            var alive = _sets.Starts[g] + _sets.Deaths[g];
            for (var i = _sets.Starts[g]; i < _sets.Starts[g + 1]; i++)
            {
                ref var residual = ref result[_sets.Order[i]];
                var log = i < alive ? Math.Log(1 - residual) : 0;
                residual = Math.Sign(residual) * Math.Sqrt(Math.Max(0, -2 * (residual + log)));
            }
        }

        return result;
    }

    /// <summary>Score residuals: what each row adds to the derivative of the log-likelihood by each coefficient (without its case weight).</summary>
    /// <returns>Row-major, one row of one value a column each, per unit of the columns.</returns>
    /// <exception cref="NotSupportedException">The ties are exact, or the fit was made in the row space.</exception>
    public double[] Score()
    {
        RequireMoments();
        var scores = CoxScore.Residuals(_sets, _model.Design.Values, _width, _model.Design.Stride);
        for (var i = 0; i < scores.Length; i += _width)
        {
            var row = scores.AsSpan(i, _width);
            TensorPrimitives.Multiply(row, _model.Design.Scale, row);
        }

        return InCallersOrder(scores);
    }

    /// <summary>Approximate change of each coefficient through each row, times its case weight: what leaving the row out would take away.</summary>
    /// <returns>Row-major, one row of one value a column each.</returns>
    /// <exception cref="NotSupportedException">The ties are exact, or the fit was made in the row space.</exception>
    public double[] Dfbeta()
    {
        RequireMoments();
        var result = CoxSandwich.Dfbetas(_sets, _model.Design, _model.CovarianceMatrix!);
        for (var i = 0; _sets.Weights is not null && i < _sets.Order.Length; i++)
        {
            var row = result.AsSpan(i * _width, _width);
            TensorPrimitives.Multiply(row, _sets.Weights[i], row);
        }

        return InCallersOrder(result);
    }

    /// <summary>Schoenfeld residuals: covariates of each event less their mean over the risk set.</summary>
    /// <returns>One an event, stratum by stratum in order of time; tied events in the caller's order.</returns>
    /// <exception cref="NotSupportedException">The ties are exact, or the fit was made in the row space.</exception>
    public IReadOnlyList<SchoenfeldResidual> Schoenfeld()
    {
        RequireMoments();
        var design = _model.Design;
        var moments = new CoxGroupMoments(_sets, design.Values, _width, design.Stride);
        var result = new List<SchoenfeldResidual>(_model.EventCount);
        for (var s = 0; s < _sets.Strata.Length; s++)
        {
            for (var g = _sets.StratumStarts[s]; g < _sets.StratumStarts[s + 1]; g++)
            {
                for (var i = _sets.Starts[g]; i < _sets.Starts[g] + _sets.Deaths[g]; i++)
                {
                    var values = new double[_width];
                    TensorPrimitives.Subtract(design.Values.AsSpan(i * design.Stride, _width), moments.Mean(g), values);
                    TensorPrimitives.Multiply(values, design.Scale, values);
                    result.Add(new SchoenfeldResidual(_sets.Order[i], _sets.Strata[s], _sets.Times[g], values));
                }
            }
        }

        return result;
    }

    /// <summary>
    /// Schoenfeld residuals times the number of events and the covariance of the coefficients, plus the coefficients: their
    /// trend in time estimates how each log hazard ratio changes (Grambsch and Therneau, Biometrika 1994).
    /// </summary>
    /// <returns>As <see cref="Schoenfeld"/>.</returns>
    /// <exception cref="NotSupportedException">The ties are exact, or the fit was made in the row space.</exception>
    public IReadOnlyList<SchoenfeldResidual> ScaledSchoenfeld()
    {
        var result = Schoenfeld().ToArray();
        for (var i = 0; i < result.Length; i++)
        {
            var raw = result[i].Values.ToArray();
            var scaled = new double[_width];
            for (var j = 0; j < _width; j++)
            {
                var product = TensorPrimitives.Dot<double>(_model.CovarianceMatrix.AsSpan(j * _width, _width), raw);
                scaled[j] = _model.Coefficients[j] + result.Length * product;
            }

            result[i] = result[i] with { Values = scaled };
        }

        return result;
    }

    private void RequireMoments()
    {
        if (_model.Options.Ties == TieHandling.Exact || _model.CovarianceMatrix is null)
        {
            throw new NotSupportedException("These residuals need Efron or Breslow ties and a fit with a covariance matrix.");
        }
    }

    private double[] InCallersOrder(double[] values)
    {
        var result = new double[values.Length];
        for (var i = 0; i < _sets.Order.Length; i++)
        {
            values.AsSpan(i * _width, _width).CopyTo(result.AsSpan(_sets.Order[i] * _width));
        }

        return result;
    }
}

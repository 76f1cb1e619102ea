using System.Globalization;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Learning;
using Microsoft.ML;

namespace HccRisk.Survival.CoxNet;

/// <summary>
/// Learns a Cox model with a lasso or elastic-net penalty of one cause, as an ML.NET estimator: features that add nothing get a coefficient
/// of 0. It writes a log-risk (higher = more risk), freedom from the event, and cumulative incidence at chosen horizons.
/// </summary>
/// <remarks>
/// Of two equal features the first gets the whole coefficient under the lasso; below <c>Alpha</c> 1 they share it.
/// <para>Trainer characteristics</para>
/// <list type="table">
/// <item><term>Machine learning task</term><description>survival: score, freedom from the event, cumulative incidence</description></item>
/// <item><term>Is normalisation required?</term><description>no: the penalty is on standardised columns</description></item>
/// <item><term>Is caching required?</term><description>No: the rows are read once a column and kept</description></item>
/// <item><term>Packages beside Microsoft.ML</term><description>HccRisk.Survival alone</description></item>
/// <item><term>Exportable to ONNX (HccRisk.Onnx)</term><description>score, survival, incidence; without strata</description></item>
/// <item><term>Missing features</term><description>refused</description></item>
/// <item><term>Makes use of</term><description>entry, weights, strata</description></item>
/// <item><term>Other causes</term><description>average hazard</description></item>
/// </list>
/// </remarks>
public sealed class CoxNetTrainer : SurvivalTrainer<CoxNetFunction, CoxNetTrainerOptions>
{
    internal CoxNetTrainer(MLContext context, CoxNetTrainerOptions options)
        : base(context, options)
    {
    }

    /// <inheritdoc/>
    protected override CoxNetFunction Train(SurvivalTrainingSet data, Action<string> log)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(log);
        var plan = (Options.Penalties ?? new ColumnPenalties()).Resolve(data.Slots);
        var rows = new CoxRows { Strata = data.Strata?.Codes, Offset = plan.Offset(data.Features.Span, data.Columns) };
        var (path, at, factors) = (Options.Lambda ?? Options.LambdaPerEvent) is null ? Choose(data, rows, plan, log) : FitGiven(data, rows, plan);
        var predictors = LinearBaselines.Predictors(data, Options.Net.Ties, plan.Complete(path.Coefficients[at]));
        var first = predictors[0];
        var strata = LinearBaselines.Strata(data, Options.Cause, predictors);
        var isEmpty = first.Coefficients.All(b => b == 0);
        log(string.Create(CultureInfo.InvariantCulture, $"CoxNet: {path.Count(at)} features at lambda {path.Lambdas[at]:G4}, deviance ratio {path.DevianceRatios[at]:0.####}"));
        return new CoxNetFunction
        {
            InputSlots = data.Slots,
            Cause = Options.Cause,
            Predictor = first,
            CompetingHazard = LinearBaselines.Competing(data, Options.Cause, strata, first),
            Strata = strata,
            Horizons = Options.Horizons,
            InputDeviations = data.Deviations(),
            Alpha = Options.Net.Alpha,
            Lambda = path.Lambdas[at],
            PenaltyFactors = factors,
            DevianceRatio = path.DevianceRatios[at],
            Patients = data.Rows,
            Events = data.Outcome.EventCount(),
            Converged = path.Converged,
            Warnings =
            [
                .. path.Warnings,
                .. isEmpty ? ["The model has no features: at the penalty chosen none tells patients apart, and every row gets the same risk."] : (string[])[],
                .. LinearBaselines.Warnings(strata),
            ],
        };
    }

    private (CoxNetPath Path, int At, double[] Factors) Choose(SurvivalTrainingSet data, CoxRows rows, ColumnPlan plan, Action<string> log)
    {
        int[] groups = [.. data.Groups?.Codes ?? []];
        (CoxNetResult Result, double[] Factors)? best = null;
        foreach (var factors in plan.Factors)
        {
            var options = Options.Net with { PenaltyFactors = factors };
            var result = CoxNetSearch.CrossValidate(data.Features.Span, data.Columns, data.Outcome, rows, options, data.Slots, groups, Options.CancellationToken);
            if (best is not { } before || result.Deviance[result.Minimum] < before.Result.Deviance[before.Result.Minimum])
            {
                best = (result, factors);
            }
        }

        var (found, chosen) = best!.Value;
        var at = Options.Choice == CoxNetChoice.Minimum ? found.Minimum : found.OneStandardError;
        log(string.Create(
            CultureInfo.InvariantCulture,
            $"CoxNet: penalty {found.Path.Lambdas[at]:G4} chosen by {Options.Net.Folds}-fold cross-validation from {found.Path.Lambdas.Count}{(found.AtBoundary ? ", at an end of the path" : string.Empty)}"));
        return (found.Path, at, chosen);
    }

    private (CoxNetPath Path, int At, double[] Factors) FitGiven(SurvivalTrainingSet data, CoxRows rows, ColumnPlan plan)
    {
        var factors = plan.Factors[0];
        var lambda = Options.Lambda;
        if (Options.LambdaPerEvent is { } perEvent)
        {
            // The rule speaks of the plain likelihood and of factors as they are: undo the division by the weights and the scaling to a mean of 1.
            var weight = data.Outcome.Weights.IsEmpty ? data.Rows : data.Outcome.Weights.ToArray().Sum();
            lambda = perEvent * data.Outcome.EventCount() / weight * CoxNetPath.MeanFactor(data.Features.Span, data.Columns, factors);
        }

        var options = Options.Net with { PenaltyFactors = factors, Lambdas = [lambda!.Value] };
        return (CoxNetPath.Fit(data.Features.Span, data.Columns, data.Outcome, rows, options, data.Slots, Options.CancellationToken), 0, factors);
    }
}

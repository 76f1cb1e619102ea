using System.Globalization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Learning;
using Microsoft.ML;

namespace HccRisk.Survival.Cox;

/// <summary>
/// Learns a Cox proportional hazards model of one cause, plain or ridge-penalised, as an ML.NET estimator. It writes a log-risk
/// (higher = more risk), freedom from the event, and cumulative incidence at chosen horizons.
/// </summary>
/// <remarks>
/// <para>Trainer characteristics</para>
/// <list type="table">
/// <item><term>Machine learning task</term><description>survival: score, freedom from the event, cumulative incidence</description></item>
/// <item><term>Is normalisation required?</term><description>no: columns are standardised inside and coefficients given per unit</description></item>
/// <item><term>Is caching required?</term><description>No: the rows are read once a column and kept</description></item>
/// <item><term>Packages beside Microsoft.ML</term><description>HccRisk.Survival alone</description></item>
/// <item><term>Exportable to ONNX (HccRisk.Onnx)</term><description>score, survival, incidence; without strata</description></item>
/// <item><term>Missing features</term><description>refused</description></item>
/// <item><term>Makes use of</term><description>entry, weights, strata</description></item>
/// <item><term>Other causes</term><description>average hazard</description></item>
/// </list>
/// </remarks>
public sealed class CoxTrainer : SurvivalTrainer<CoxFunction, CoxTrainerOptions>
{
    internal CoxTrainer(MLContext context, CoxTrainerOptions options)
        : base(context, options)
    {
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<RequiredColumn> FurtherColumns => Options.ClusterColumn is { } cluster ? [new RequiredColumn(cluster, RequiredColumnKind.Text)] : [];

    /// <inheritdoc/>
    protected override CoxFunction Train(SurvivalTrainingSet data, Action<string> log)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(log);
        var plan = (Options.Penalties ?? new ColumnPenalties()).Resolve(data.Slots);
        var rows = new CoxRows
        {
            Strata = data.Strata?.Codes,
            Clusters = Options.ClusterColumn is { } clusters ? data.Read(clusters).Codes : null,
            Offset = plan.Offset(data.Features.Span, data.Columns),
        };
        var (model, factors) = Fit(data, rows, plan, log);
        log(string.Create(CultureInfo.InvariantCulture, $"Cox: log-likelihood {model.LogLikelihood:0.###} after {model.Iterations} iterations"));
        var predictors = plan.Known is null
            ? [.. model.Strata.Select(model.PredictorOf)]
            : LinearBaselines.Predictors(data, Options.Ties, plan.Complete(model.Coefficients));
        var strata = LinearBaselines.Strata(data, Options.Cause, predictors);
        var first = predictors[0];
        return new CoxFunction
        {
            InputSlots = data.Slots,
            Cause = Options.Cause,
            Predictor = first,
            CompetingHazard = LinearBaselines.Competing(data, Options.Cause, strata, first),
            Strata = strata,
            PenaltyFactors = factors.Any(f => f != 1) ? factors : [],
            Horizons = Options.Horizons,
            StandardErrors = model.StandardErrors,
            RobustStandardErrors = model.RobustStandardErrors,
            InputDeviations = data.Deviations(),
            Ridge = model.Options.Ridge,
            Firth = model.Options.Firth,
            Patients = data.Rows,
            Events = model.EventCount,
            Converged = model.Converged,
            Warnings = [.. model.Warnings, .. LinearBaselines.Warnings(strata)],
        };
    }

    private (CoxModel Model, double[] Factors) Fit(SurvivalTrainingSet data, CoxRows rows, ColumnPlan plan, Action<string> log)
    {
        if (Options.RidgeSearch is not { } search)
        {
            var given = plan.Factors[0];
            var ridge = Options.RidgePerEvent * data.Outcome.EventCount() ?? Options.Ridge;
            var options = new CoxOptions
            {
                Ties = Options.Ties,
                Ridge = ridge,
                PenaltyFactors = given.Any(f => f != 1) ? given : [],
                Robust = Options.Robust,
                Firth = Options.Firth,
            };
            return (CoxModel.Fit(data.Features.Span, data.Columns, data.Outcome, rows, options, data.Slots, Options.CancellationToken), given);
        }

        int[] groups = [.. data.Groups?.Codes ?? []];
        (CoxRidgeResult Result, double Likelihood, double[] Factors)? best = null;
        foreach (var factors in plan.Factors)
        {
            var options = factors.Any(f => f != 1) ? search with { PenaltyFactors = factors } : search;
            var result = CoxRidge.CrossValidate(data.Features.Span, data.Columns, data.Outcome, options, data.Slots, groups, rows, Options.CancellationToken);
            var likelihood = result.CrossValidatedLogLikelihood.Max();
            best = best is null || likelihood > best.Value.Likelihood ? (result, likelihood, factors) : best;
        }

        var (found, _, chosen) = best!.Value;
        log(string.Create(
            CultureInfo.InvariantCulture,
            $"Cox: ridge penalty {found.Lambda:G4} chosen by {search.Folds}-fold cross-validation{(found.AtBoundary ? ", at the end of the path" : string.Empty)}"));
        return (found.Model, chosen);
    }
}

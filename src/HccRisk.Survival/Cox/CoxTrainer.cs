using System.Globalization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Learning;
using Microsoft.ML;

namespace HccRisk.Survival.Cox;

/// <summary>
/// Learns a Cox proportional hazards model of one cause, plain or ridge-penalised, as an ML.NET estimator. It writes a log-risk
/// (higher = more risk), freedom from the event, and cumulative incidence at chosen horizons.
/// </summary>
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
        var model = Fit(data, log);
        log(string.Create(CultureInfo.InvariantCulture, $"Cox: log-likelihood {model.LogLikelihood:0.###} after {model.Iterations} iterations"));
        var strata = Strata(model, data);
        var first = model.PredictorOf(0);
        return new CoxFunction
        {
            InputSlots = data.Slots,
            Cause = Options.Cause,
            Predictor = first,
            CompetingHazard = strata.Length > 0 ? strata[0].CompetingHazard : CompetingHazards.Before(data.AllCauses, Options.Cause, first.Times),
            Strata = strata,
            Horizons = Options.Horizons,
            StandardErrors = model.StandardErrors,
            RobustStandardErrors = model.RobustStandardErrors,
            InputDeviations = data.Deviations(),
            Ridge = model.Options.Ridge,
            Patients = data.Rows,
            Events = model.EventCount,
            Converged = model.Converged,
            Warnings = [.. model.Warnings, .. strata.Where(s => !(s.Predictor.CumulativeHazardAt(s.LastTime) > 0)).Select(s => $"Stratum '{s.Name}' has no event: its survival stays at 1.")],
        };
    }

    private CoxModel Fit(SurvivalTrainingSet data, Action<string> log)
    {
        if (Options.RidgeSearch is not { } search)
        {
            var options = new CoxOptions { Ties = Options.Ties, Ridge = Options.Ridge, Robust = Options.Robust };
            var rows = new CoxRows { Strata = data.Strata?.Codes, Clusters = Options.ClusterColumn is { } clusters ? data.Read(clusters).Codes : null };
            return CoxModel.Fit(data.Features.Span, data.Columns, data.Outcome, rows, options, data.Slots, Options.CancellationToken);
        }

        int[] groups = [.. data.Groups?.Codes ?? []];
        var found = CoxRidge.CrossValidate(data.Features.Span, data.Columns, data.Outcome, search, data.Slots, groups, Options.CancellationToken);
        log(string.Create(
            CultureInfo.InvariantCulture,
            $"Cox: ridge penalty {found.Lambda:G4} chosen by {search.Folds}-fold cross-validation{(found.AtBoundary ? ", at the end of the path" : string.Empty)}"));
        return found.Model;
    }

    private CoxStratum[] Strata(CoxModel model, SurvivalTrainingSet data) => data.Strata is not { } strata
        ? []
        : [.. strata.Names.Select((name, code) =>
        {
            var predictor = model.PredictorOf(code);
            int[] own = [.. Enumerable.Range(0, data.Rows).Where(row => strata.Codes[row] == code)];
            return new CoxStratum
            {
                Name = name,
                Predictor = predictor,
                CompetingHazard = CompetingHazards.Before(data.AllCauses.Select(own), Options.Cause, predictor.Times),
            };
        })];
}

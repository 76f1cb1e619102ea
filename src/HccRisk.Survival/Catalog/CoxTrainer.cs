using System.Globalization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Data;
using HccRisk.Survival.Regression;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace HccRisk.Survival.Catalog;

/// <summary>
/// Learns a Cox proportional hazards model of one cause, plain or ridge-penalised, as an ML.NET estimator. It writes a log-risk
/// (higher = more risk), freedom from the event, and cumulative incidence at chosen horizons.
/// </summary>
public sealed class CoxTrainer : LearnedEstimator<CoxFunction>
{
    private readonly CoxTrainerOptions _options;

    internal CoxTrainer(TransformsCatalog catalog, CoxTrainerOptions options, IChannelProvider? log)
        : base(catalog, new LearnedColumns(options.FeatureColumn, [options.ScoreColumn, options.SurvivalColumn, options.IncidenceColumn], options.StrataColumn), log)
    {
        options.Validate();
        _options = options;
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<RequiredColumn> TrainingColumns =>
    [
        new(_options.TimeColumn, RequiredColumnKind.Number),
        new(_options.EventColumn, RequiredColumnKind.Number),
        .. _options.EntryColumn is { } entry ? [new RequiredColumn(entry, RequiredColumnKind.Number)] : Array.Empty<RequiredColumn>(),
        .. _options.WeightColumn is { } weight ? [new RequiredColumn(weight, RequiredColumnKind.Number)] : Array.Empty<RequiredColumn>(),
        .. _options.ClusterColumn is { } cluster ? [new RequiredColumn(cluster, RequiredColumnKind.Text)] : Array.Empty<RequiredColumn>(),
    ];

    /// <inheritdoc/>
    protected override IReadOnlyList<LearnedOutput> OutputShape
    {
        get
        {
            var slots = CoxFunction.SlotsOf(_options.Horizons);
            return [new("Score"), new("Survival", slots), new("CumulativeIncidence", slots)];
        }
    }

    /// <inheritdoc/>
    protected override CoxFunction Learn(IDataView input, IReadOnlyList<string> slots, Action<string> log)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(log);
        var (x, rows, columns) = DataViewReader.ReadMatrix(input, _options.FeatureColumn);
        RequireFinite(x, columns, slots);
        var all = OutcomeReader.Read(input, _options.TimeColumn, _options.EventColumn, _options.EntryColumn, _options.WeightColumn, _options.AllowUncensored);
        var outcome = _options.Cause == 0 ? all.WithAnyCause() : all.WithCause(_options.Cause);
        log(string.Create(CultureInfo.InvariantCulture, $"Cox: {rows} patients, {outcome.EventCount()} events, {columns} features"));

        (int[] Codes, string[] Names)? strata = _options.StrataColumn is { } column ? OutcomeReader.ReadCodes(input, column) : null;
        var rowsOf = new CoxRows
        {
            Strata = strata?.Codes,
            Clusters = _options.ClusterColumn is { } clusters ? OutcomeReader.ReadCodes(input, clusters).Codes : null,
        };
        var groups = _options.RidgeSearch is null ? [] : RowGroups.Read(input, _options.GroupColumn).Codes;
        var model = Fit(x, columns, outcome, rowsOf, groups, slots, log);
        log(string.Create(CultureInfo.InvariantCulture, $"Cox: log-likelihood {model.LogLikelihood:0.###}, {(model.Converged ? "converged" : "NOT converged")} after {model.Iterations} iterations"));
        var own = strata is { } named ? Strata(model, all, named.Codes, named.Names) : [];
        var first = model.PredictorOf(0);
        return new CoxFunction
        {
            InputSlots = slots,
            Predictor = first,
            CompetingHazard = own.Length > 0 ? own[0].CompetingHazard : CompetingHazards.Before(all, _options.Cause, first.Times),
            Strata = own,
            Horizons = _options.Horizons,
            StandardErrors = model.StandardErrors,
            RobustStandardErrors = model.RobustStandardErrors,
            InputDeviations = Deviations(x, rows, columns),
            Ridge = model.Options.Ridge,
            Patients = rows,
            Events = model.EventCount,
            Converged = model.Converged,
            Warnings = [.. model.Warnings, .. own.Where(s => !(s.Predictor.CumulativeHazardAt(s.LastTime) > 0)).Select(s => $"Stratum '{s.Name}' has no event: its survival stays at 1.")],
        };
    }

    private CoxModel Fit(double[] x, int columns, SurvivalOutcome outcome, CoxRows rows, int[] groups, IReadOnlyList<string> slots, Action<string> log)
    {
        if (_options.RidgeSearch is not { } search)
        {
            var options = new CoxOptions { Ties = _options.Ties, Ridge = _options.Ridge, Robust = _options.Robust };
            return CoxModel.Fit(x, columns, outcome, rows, options, slots, _options.CancellationToken);
        }

        var found = CoxRidge.CrossValidate(x, columns, outcome, search with { Ties = _options.Ties }, slots, groups, cancellationToken: _options.CancellationToken);
        log(string.Create(
            CultureInfo.InvariantCulture,
            $"Cox: ridge penalty {found.Lambda:G4} chosen by {search.Folds}-fold cross-validation{(found.AtBoundary ? ", at the end of the path" : string.Empty)}"));
        return found.Model;
    }

    private CoxStratum[] Strata(CoxModel model, SurvivalOutcome all, int[] codes, string[] names) =>
    [
        .. names.Select((name, code) =>
        {
            var predictor = model.PredictorOf(code);
            return new CoxStratum
            {
                Name = name,
                Predictor = predictor,
                CompetingHazard = CompetingHazards.Before(
                    all.Select([.. Enumerable.Range(0, codes.Length).Where(row => codes[row] == code)]), _options.Cause, predictor.Times),
            };
        }),
    ];

    private static double[] Deviations(double[] x, int rows, int columns)
    {
        var deviations = new double[columns];
        for (var j = 0; j < columns; j++)
        {
            var (sum, squares) = (0.0, 0.0);
            for (var i = 0; i < rows; i++)
            {
                sum += x[(i * columns) + j];
            }

            var mean = sum / rows;
            for (var i = 0; i < rows; i++)
            {
                var difference = x[(i * columns) + j] - mean;
                squares += difference * difference;
            }

            deviations[j] = Math.Sqrt(squares / rows);
        }

        return deviations;
    }

    private void RequireFinite(double[] x, int columns, IReadOnlyList<string> slots)
    {
        var at = Array.FindIndex(x, v => !double.IsFinite(v));
        if (at >= 0)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"Column '{_options.FeatureColumn}': '{slots[at % columns]}' is {x[at]} in row {at / columns}; impute missing values before the trainer."));
        }
    }
}

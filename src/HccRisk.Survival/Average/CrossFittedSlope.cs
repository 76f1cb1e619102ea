using HccRisk.Core.Learning;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Learning;
using HccRisk.Survival.Resampling;
using Microsoft.ML;

namespace HccRisk.Survival.Average;

/// <summary>The slope of scores of rows that the fits have not seen.</summary>
/// <param name="Slope">What the score is to be multiplied by; 1 where nothing could be learned.</param>
/// <param name="Warning">Why nothing could; null where it could.</param>
internal readonly record struct CrossFittedSlope(double Slope, string? Warning)
{
    /// <summary>Fits again without each part of the rows, and regresses the outcome of all on the scores of the parts left out.</summary>
    /// <param name="input">Training data.</param>
    /// <param name="options">Columns, cause, parts.</param>
    /// <param name="fit">Fits to some rows and returns what writes the mean score of any rows.</param>
    public static CrossFittedSlope Estimate(IDataView input, AverageTrainerOptions options, Func<IDataView, Func<IDataView, double[]>> fit)
    {
        var recalibration = options.Recalibration!;
        var all = OutcomeReader.Read(input, options.TimeColumn, options.EventColumn, options.EntryColumn, options.WeightColumn, options.AllowUncensored);
        var outcome = options.Cause == 0 ? all.WithAnyCause() : all.WithCause(options.Cause);
        if (outcome.EventCount() < recalibration.MinEvents)
        {
            return new CrossFittedSlope(1, FormattableString.Invariant(
                $"{outcome.EventCount()} events are too few to correct the spread of the scores ({recalibration.MinEvents} are asked for): it stays as it is."));
        }

        var groups = RowGroups.Read(input, options.GroupColumn).Codes;
        var strata = options.StrataColumn is { } column ? OutcomeReader.ReadCodes(input, column).Codes : new int[all.Count];
        var (rows, scores, parts) = (new List<int>(), new List<double>(), new List<int>());
        foreach (var fold in Folds.Stratified(all, recalibration.Folds, recalibration.Repeats, recalibration.Seed, groups))
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            var score = fit(RowSubset.Of(input, fold.Training, all.Count));
            scores.AddRange(score(RowSubset.Of(input, fold.Test, all.Count)));
            rows.AddRange(fold.Test);
            var part = (fold.Repeat * recalibration.Folds) + fold.Index;
            parts.AddRange(fold.Test.Select(row => (strata[row] * recalibration.Folds * recalibration.Repeats) + part));
        }

        if (scores.Distinct().Count() < 2)
        {
            return new CrossFittedSlope(1, "All patients left out in turn have the same score: the spread of the scores stays as it is.");
        }

        var model = CoxModel.Fit(
            [.. scores], 1, outcome.Select([.. rows]), new CoxRows { Strata = parts }, new CoxOptions { Ties = options.Ties }, ["score"], options.CancellationToken);
        return model.Coefficients[0] > 0
            ? new CrossFittedSlope(model.Coefficients[0], null)
            : new CrossFittedSlope(1, FormattableString.Invariant(
                $"Among patients left out in turn a higher score goes with less risk (slope {model.Coefficients[0]:0.00}): the model tells nothing, and the spread of its scores stays as it is."));
    }
}

using System.Runtime.ExceptionServices;
using HccRisk.Core.Learning;
using HccRisk.Survival.Validation;
using Microsoft.ML;

namespace HccRisk.Survival.Catalog;

/// <summary>Repeated stratified cross-validation of a pipeline.</summary>
internal static class CrossValidator
{
    public static CrossValidationResult Run(IDataView data, IEstimator<ITransformer> pipeline, CrossValidationOptions options, IProgress<(int Done, int Total)>? progress)
    {
        options.Validate();
        var outcome = OutcomeReader.Read(data, options.TimeColumn, options.EventColumn);
        int[] groups = options.GroupColumn is null ? [] : Codes(DataViewReader.ReadTexts(data, options.GroupColumn));
        var folds = options.SiteColumn is { } sites
            ? Folds.BySite(Codes(DataViewReader.ReadTexts(data, sites)))
            : Folds.Stratified(outcome, options.Folds, options.Repeats, options.Seed, groups);
        var scores = Enumerable.Range(0, folds[^1].Repeat + 1).Select(_ => new double[outcome.Count]).ToArray();
        Fit(data, pipeline, options, folds, scores, progress);

        var mean = new double[outcome.Count];
        foreach (var repeat in scores)
        {
            for (var i = 0; i < mean.Length; i++)
            {
                mean[i] += repeat[i] / scores.Length;
            }
        }

        var evaluation = new EvaluationOptions { Cause = options.Cause, Horizons = options.Horizons };
        return new CrossValidationResult(mean, SurvivalCatalog.Evaluate(outcome, mean, evaluation), [.. scores.Select(s => SurvivalCatalog.Evaluate(outcome, s, evaluation))]);
    }

    private static void Fit(
        IDataView data, IEstimator<ITransformer> pipeline, CrossValidationOptions options, IReadOnlyList<Fold> folds, double[][] scores, IProgress<(int Done, int Total)>? progress)
    {
        var count = scores[0].Length;
        var done = 0;
        try
        {
            Parallel.ForEach(folds, new ParallelOptions { MaxDegreeOfParallelism = options.MaxParallelism, CancellationToken = options.CancellationToken }, fold =>
            {
                var model = pipeline.Fit(RowSubset.Of(data, fold.Training, count));
                var predicted = DataViewReader.ReadNumbers(model.Transform(RowSubset.Of(data, fold.Test, count)), options.ScoreColumn);
                foreach (var (row, score) in fold.Test.Order().Zip(predicted))
                {
                    scores[fold.Repeat][row] = score;
                }

                progress?.Report((Interlocked.Increment(ref done), folds.Count));
            });
        }
        catch (AggregateException e)
        {
            // What went wrong in a fold is more use than that several folds went wrong.
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }

    private static int[] Codes(string[] texts)
    {
        var codes = new Dictionary<string, int>(StringComparer.Ordinal);
        return Array.ConvertAll(texts, t => codes.TryGetValue(t, out var code) ? code : codes[t] = codes.Count);
    }
}

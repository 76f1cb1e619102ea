using HccRisk.Survival.CrossValidation;
using HccRisk.Survival.Tuning.Spaces;
using Microsoft.ML;

namespace HccRisk.Survival.Tuning;

/// <summary>Makes trials.</summary>
internal static class TrialRunner
{
    private const int MostOfError = 500;

    /// <summary>Fits and judges a trial fold by fold; what goes wrong in it is its result.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static TuningTrial Run(IDataView data, int count, DrawnTrial drawn, TuningOptions options, CancellationToken token)
    {
        var search = drawn.Search;
        var (candidate, bar) = (search.Candidate, options.Pruner == TrialPruner.Wilcoxon ? search.Bar : null);
        var seed = TrialSearch.SeedOf(options.Seed, candidate.Name, search.Part.Number, drawn.Number);
        var started = options.Clock.GetTimestamp();
        var values = new List<double>();
        var (state, error, complexity) = (TrialState.Complete, (string?)null, 0.0);
        try
        {
            complexity = candidate.Complexity?.Invoke(drawn.Values) ?? 0;
            foreach (var fold in search.Part.Folds)
            {
                token.ThrowIfCancellationRequested();
                values.Add(Judge(data, count, candidate, drawn.Values, seed, fold, options, token));
                if (bar is not null && values.Count < search.Part.Folds.Count && values.Count >= options.PruneAfter && IsWorse(values, bar, options.PruneBelow))
                {
                    state = TrialState.Pruned;
                    break;
                }
            }
        }
        catch (Exception e) when (!token.IsCancellationRequested)
        {
            var why = (e is AggregateException { InnerExceptions: [var first, ..] } ? first : e).Message.ReplaceLineEndings(" ");
            (state, error) = (TrialState.Failed, why.Length > MostOfError ? why[..MostOfError] + "..." : why);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Trainers of others tell of a cancellation in exceptions of their own.
            throw new OperationCanceledException(e.Message, e, token);
        }

        return new TuningTrial
        {
            Candidate = candidate.Name,
            Part = search.Part.Number,
            Number = drawn.Number,
            Values = drawn.Values,
            State = state,
            Folds = values,
            StandardError = ErrorOf(values, search.Part),
            Complexity = complexity,
            Duration = options.Clock.GetElapsedTime(started),
            Error = error,
        };
    }

    /// <summary>The unfitted pipeline of a candidate, in a context of its own.</summary>
    public static IEstimator<ITransformer> Build(TuningCandidate candidate, TrialValues values, int seed, TuningOptions options, CancellationToken token)
    {
        var context = new MLContext(seed);
        var pipeline = candidate.Build(new TrialSetting(context, values, seed, options.Validation, token))
            ?? throw new InvalidOperationException($"Candidate '{candidate.Name}' made no pipeline.");
        return options.Prepare?.Invoke(context) is { } prepared ? prepared.Append(pipeline) : pipeline;
    }

    public static double? ErrorOf(IReadOnlyList<double> values, TuningPart part) => values.Count > 1
        ? FoldSummaries.Mean(string.Empty, [.. values], part.Folds.Take(values.Count).Sum(f => f.Share), 0.95).StandardError
        : null;

    private static double Judge(
        IDataView data, int count, TuningCandidate candidate, TrialValues values, int seed, TuningFold fold, TuningOptions options, CancellationToken token)
    {
        var output = FoldOutput.Of(data, count, Build(candidate, values, seed, options, token), fold.Fold, options.Validation);
        if (output.Scores.FirstOrDefault(s => !double.IsFinite(s)) is var odd && !double.IsFinite(odd))
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"The score of a test row is {odd}: it has missing inputs, or they are far from what the model was fitted on."));
        }

        var metric = options.Metric.Of(fold.Test, output.Scores, output.Risks, options.Validation);
        return metric.Value ?? throw new InvalidOperationException(FormattableString.Invariant(
            $"{options.Metric} of repeat {fold.Fold.Repeat + 1}, fold {fold.Fold.Index + 1}: {metric.NotEstimable}."));
    }

    private static bool IsWorse(List<double> values, TuningTrial bar, double below)
    {
        double[] differences = [.. values.Zip(bar.Folds, (own, best) => own - best)];
        return values.Average() < bar.Mean && SignedRank.Below(differences) < below;
    }
}

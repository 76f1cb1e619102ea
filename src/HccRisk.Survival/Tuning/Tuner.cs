using HccRisk.Survival.CrossValidation;
using HccRisk.Survival.Data;
using HccRisk.Survival.Resampling;
using MathNet.Numerics.Statistics;
using Microsoft.ML;

namespace HccRisk.Survival.Tuning;

/// <summary>Searches for values, and validates the search.</summary>
internal static class Tuner
{
    public static TuningResult Tune(MLContext context, IDataView data, IReadOnlyList<TuningCandidate> candidates, TuningOptions options, IProgress<TuningProgress>? progress)
    {
        options.Validate();
        var rows = Read(data, candidates, options);
        var part = TuningPart.Of(0, "all rows", rows, [.. Enumerable.Range(0, rows.Outcome.Count)], options);
        var engine = new TuningEngine(context, data, rows.Outcome.Count, [part], candidates, options);
        var stopped = engine.Run(progress);
        var groups = engine.Of(0);
        var chosen = TrialChoice.Among(groups, options.OneStandardError) ?? throw WhyNone(engine.Trials, stopped, options, "all rows");

        // Cancelled, the best so far is fitted all the same: one fit.
        return new TuningResult
        {
            Metric = options.Metric,
            Trials = engine.Trials,
            Chosen = chosen,
            Best = TrialChoice.Best(engine.Trials)!,
            Stopped = stopped,
            SkippedFolds = engine.Skipped,
            Model = engine.Build(chosen, CancellationToken.None).Fit(data),
        };
    }

    public static NestedResult Nested(MLContext context, IDataView data, IReadOnlyList<TuningCandidate> candidates, NestedOptions options, IProgress<TuningProgress>? progress)
    {
        options.Validate();
        var tuning = options.Tuning;
        var inner = Read(data, candidates, tuning);
        var outerOptions = options.Outer();
        var outer = ValidationRows.Read(data, outerOptions);
        var folds = outer.Split(outerOptions);
        var engine = new TuningEngine(context, data, inner.Outcome.Count, Parts(inner, outer, folds, tuning), candidates, tuning);
        var stopped = engine.Run(progress);
        tuning.Validation.CancellationToken.ThrowIfCancellationRequested();
        var chosen = folds.Select((f, i) => TrialChoice.Among(engine.Of(i + 1), tuning.OneStandardError)
            ?? throw WhyNone([.. engine.Trials.Where(t => t.Part == i + 1)], stopped, tuning, $"outer fold {outer.NameOf(f)}")).ToList();
        var validation = CrossValidator.Run(data, outer, folds, f => engine.Build(chosen[IndexOf(folds, f)], tuning.Validation.CancellationToken), outerOptions);
        var summary = SummaryOf(validation, tuning.Metric, outer.Outcome, tuning.Validation);
        return new NestedResult
        {
            Metric = tuning.Metric,
            Folds = [.. folds.Select((f, i) => new OuterFold(outer.NameOf(f), f.Repeat, chosen[i], f.Test.Count, summary.Values[i]))],
            Summary = summary,
            Validation = validation,
            Trials = engine.Trials,
            Stopped = stopped,
            SkippedFolds = engine.Skipped,
        };
    }

    /// <summary>Reads the rows and refuses too few events.</summary>
    internal static ValidationRows Read(IDataView data, IReadOnlyList<TuningCandidate> candidates, TuningOptions options)
    {
        if (candidates.Count == 0)
        {
            throw new ArgumentException("There is no candidate to tune.", nameof(candidates));
        }

        if (candidates.GroupBy(c => c.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { Key: var twice })
        {
            throw new ArgumentException($"Two candidates are called '{twice}'.", nameof(candidates));
        }

        var rows = ValidationRows.Read(data, options.Validation);
        var events = options.Validation.Cause == 0 ? rows.Outcome.EventCount() : rows.Outcome.EventCount(options.Validation.Cause);
        var code = options.Validation.Cause == 0 ? string.Empty : FormattableString.Invariant($" (code {options.Validation.Cause})");
        return events >= options.FewestEvents ? rows : throw new TooFewEventsException(FormattableString.Invariant(
            $"{events} of {rows.Outcome.Count} rows had the event{code}, {options.FewestEvents} are needed to choose anything by: use a fixed penalty (RidgePerEvent)."));
    }

    /// <summary>The training rows of each outer fold with their inner folds.</summary>
    internal static IReadOnlyList<TuningPart> Parts(ValidationRows inner, ValidationRows outer, IReadOnlyList<Fold> folds, TuningOptions options) =>
        [.. folds.Select((f, i) => TuningPart.Of(i + 1, $"training rows of outer fold {outer.NameOf(f)}", inner, [.. f.Training.Order()], options))];

    internal static int IndexOf(IReadOnlyList<Fold> folds, Fold fold)
    {
        var i = 0;
        while (!ReferenceEquals(folds[i], fold))
        {
            i++;
        }

        return i;
    }

    /// <summary>
    /// The metric over the outer folds. A C or AUC of a model that told nobody of a fold apart is 0.5 there, as it is inside: left out, such folds would flatter it.
    /// </summary>
    internal static FoldSummary SummaryOf(CrossValidationResult validation, TuningMetric metric, SurvivalOutcome outcome, CrossValidationOptions options)
    {
        const double Level = 0.95;
        var summary = validation.Summary.First(s => s.Metric == metric.Name && s.Time == metric.Time);
        if (metric.NeedsRisks || summary.NotEstimable.Count == 0)
        {
            return summary;
        }

        double?[] values = [.. summary.Values.Select((v, f) =>
            v ?? (metric.WhyNot(outcome.Select([.. validation.Folds[f].Fold.Test]), options) is null ? TuningMetric.SameForAll : null))];
        int[] known = [.. Enumerable.Range(0, values.Length).Where(f => values[f] is not null)];
        if (known.Length == 0)
        {
            return summary;
        }

        var share = known.Sum(f => (double)validation.Folds[f].Fold.Test.Count / validation.Folds[f].Fold.Training.Count);
        double[] numbers = Array.ConvertAll(known, f => values[f]!.Value);
        var method = FormattableString.Invariant($"{metric}, mean of {known.Length} of {values.Length} folds, 0.5 where all had one score");
        return summary with
        {
            Values = values,
            Mean = FoldSummaries.Mean(method, numbers, share, Level),
            StandardDeviation = numbers.Length > 1 ? Statistics.StandardDeviation(numbers) : null,
            NotEstimable = [.. summary.NotEstimable.Where((_, i) => values[MissingAt(summary, i)] is null)],
        };
    }

    /// <summary>The fold of the i-th reason.</summary>
    private static int MissingAt(FoldSummary summary, int i) => Enumerable.Range(0, summary.Values.Count).Where(f => summary.Values[f] is null).ElementAt(i);

    /// <summary>Why nothing can be chosen.</summary>
    internal static Exception WhyNone(IReadOnlyList<TuningTrial> trials, TuningStop stopped, TuningOptions options, string where) => stopped switch
    {
        TuningStop.Cancelled => new OperationCanceledException($"The search on {where} was cancelled before a trial was complete.", options.Validation.CancellationToken),
        _ when trials.FirstOrDefault(t => t.State == TrialState.Failed) is { } failed => new InvalidOperationException(FormattableString.Invariant(
            $"None of {trials.Count} trials on {where} could be fitted and judged; the first to fail was '{failed.Candidate}' ({failed.Values}): {failed.Error}")),
        _ => new TimeoutException(FormattableString.Invariant($"No trial on {where} was complete within MaxTime ({options.MaxTime})."))
    };
}

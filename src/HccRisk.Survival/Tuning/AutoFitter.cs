using HccRisk.Survival.CrossValidation;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation;
using HccRisk.Survival.Resampling;
using Microsoft.ML;

namespace HccRisk.Survival.Tuning;

/// <summary>Tunes candidates, compares them on equal outer folds and fits the best.</summary>
internal static class AutoFitter
{
    private const double Level = 0.95;

    /// <param name="context">Where log lines go.</param>
    /// <param name="data">Development data.</param>
    /// <param name="candidates">The candidates; the first is the one that the others are compared with.</param>
    /// <param name="options">Outer folds, search, budget.</param>
    /// <param name="progress">Told after every trial.</param>
    public static AutoFitResult Run(MLContext context, IDataView data, IReadOnlyList<TuningCandidate> candidates, NestedOptions options, IProgress<TuningProgress>? progress)
    {
        options.Validate();
        var tuning = options.Tuning;
        var inner = Tuner.Read(data, candidates, tuning);
        var outerOptions = options.Outer();
        var outer = ValidationRows.Read(data, outerOptions);
        var folds = outer.Split(outerOptions);
        int[] all = [.. Enumerable.Range(0, inner.Outcome.Count)];
        IReadOnlyList<TuningPart> parts = [TuningPart.Of(0, "all rows", inner, all, tuning), .. Tuner.Parts(inner, outer, folds, tuning)];
        var engine = new TuningEngine(context, data, all.Length, parts, candidates, tuning);
        var stopped = engine.Run(progress);
        var rows = candidates.Select(RowOf).ToList();
        var reference = rows[0];
        rows = [reference, .. rows.Skip(1).Select(r => r with { Difference = Difference(r, reference, folds, tuning.Metric) })];
        var winner = rows.Where(r => r.Outer?.Mean.Value is not null && r.Chosen is not null).MaxBy(r => r.Outer!.Mean.Value)
            ?? rows.Where(r => r.Chosen is not null).MaxBy(r => r.Chosen!.Mean)
            ?? throw Tuner.WhyNone([.. engine.Trials.Where(t => t.Part == 0)], stopped, tuning, "all rows");
        return new AutoFitResult
        {
            Metric = tuning.Metric,
            Rows = rows,
            Reference = reference,
            Winner = winner,
            Table = TableOf(reference, winner),
            Risks = RisksOf(outer.Outcome, reference, winner, tuning.Validation),
            Model = engine.Build(winner.Chosen!, CancellationToken.None).Fit(data),
            Trials = engine.Trials,
            Stopped = stopped,
            SkippedFolds = engine.Skipped,
            Remarks = [.. Remarks(rows, reference, winner, engine.Trials, stopped, folds)],
        };

        AutoFitRow RowOf(TuningCandidate candidate, int index)
        {
            var trials = engine.Trials.Where(t => t.Candidate == candidate.Name).ToList();
            var row = new AutoFitRow
            {
                Candidate = candidate.Name,
                Chosen = TrialChoice.Of([.. trials.Where(t => t.Part == 0)], tuning.OneStandardError),
                Trials = trials.Count,
                Failed = trials.Count(t => t.State == TrialState.Failed),
                Duration = new TimeSpan(trials.Sum(t => t.Duration.Ticks)),
            };
            if (stopped == TuningStop.Cancelled)
            {
                return row with { WhyNot = "it was cancelled before" };
            }

            var chosen = folds.Select((_, f) => TrialChoice.Of(engine.Of(f + 1)[index], tuning.OneStandardError)).ToList();
            if (chosen.FindIndex(c => c is null) is >= 0 and var none)
            {
                var failed = trials.FirstOrDefault(t => t.Part == none + 1 && t.State == TrialState.Failed);
                return row with { WhyNot = $"no trial of it was complete in outer fold {outer.NameOf(folds[none])}{(failed is null ? string.Empty : ": " + failed.Error)}" };
            }

            try
            {
                var validation = CrossValidator.Run(
                    data, outer, folds, f => engine.Build(chosen[Tuner.IndexOf(folds, f)]!, tuning.Validation.CancellationToken), outerOptions);
                return row with { Validation = validation, Outer = Tuner.SummaryOf(validation, tuning.Metric, outer.Outcome, tuning.Validation) };
            }
            catch (OperationCanceledException) when (tuning.Validation.CancellationToken.IsCancellationRequested)
            {
                stopped = TuningStop.Cancelled;
                return row with { WhyNot = "it was cancelled before" };
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                return row with { WhyNot = e.Message.ReplaceLineEndings(" ") };
            }
        }
    }

    /// <summary>Fold by fold, where both have a value.</summary>
    private static MetricEstimate? Difference(AutoFitRow row, AutoFitRow reference, IReadOnlyList<Fold> folds, TuningMetric metric)
    {
        if (row.Outer is not { } own || reference.Outer is not { } other)
        {
            return null;
        }

        int[] both = [.. Enumerable.Range(0, folds.Count).Where(f => own.Values[f] is not null && other.Values[f] is not null)];
        var method = FormattableString.Invariant($"difference of {metric} from {reference.Candidate}, mean of {both.Length} of {folds.Count} folds");
        return both.Length == 0
            ? MetricEstimate.None(method, "no fold has a value of both", Level)
            : FoldSummaries.Mean(
                method, Array.ConvertAll(both, f => own.Values[f]!.Value - other.Values[f]!.Value), both.Sum(f => (double)folds[f].Test.Count / folds[f].Training.Count), Level);
    }

    private static EvaluationTable? TableOf(AutoFitRow reference, AutoFitRow winner)
    {
        ModelMetrics[] models = [.. new[] { reference, winner }.Distinct().Where(r => r.Validation is not null).Select(r => new ModelMetrics(r.Candidate, r.Validation!.Metrics))];
        return models.Length == 0 ? null : EvaluationTable.Of(models);
    }

    private static RiskComparison? RisksOf(SurvivalOutcome outcome, AutoFitRow reference, AutoFitRow winner, CrossValidationOptions options)
    {
        if (reference.Validation is not { } first || winner.Validation is not { } second || ReferenceEquals(first, second))
        {
            return null;
        }

        double[] times = [.. options.Horizons.Where(h => Array.TrueForAll([first, second], v => v.Risks.Any(r => r.Time == h && r.Risk.All(double.IsFinite)))).Order()];
        return times.Length == 0 ? null : RiskComparison.Of(
            options.Cause == 0 ? outcome.WithAnyCause() : outcome,
            [ModelOf(reference), ModelOf(winner)],
            Math.Max(1, options.Cause),
            Level);

        ModelRisks ModelOf(AutoFitRow row) => new(row.Candidate, [.. row.Validation!.Risks.Where(r => times.Contains(r.Time)).OrderBy(r => r.Time)]);
    }

    private static IEnumerable<string> Remarks(
        IReadOnlyList<AutoFitRow> rows, AutoFitRow reference, AutoFitRow winner, IReadOnlyCollection<TuningTrial> trials, TuningStop stopped, IReadOnlyList<Fold> folds)
    {
        yield return TuningText.Count(trials, stopped) + ".";
        foreach (var row in rows.Where(r => r.WhyNot is not null))
        {
            yield return $"{row.Candidate} was not validated: {row.WhyNot!.TrimEnd('.')}.";
        }

        if (winner.Outer is null)
        {
            yield return "The winner is the best of the inner folds, which it was chosen by: its figure promises too much, and nothing is compared.";
            yield break;
        }

        if (ReferenceEquals(winner, reference))
        {
            yield return $"No candidate was better than {reference.Candidate}.";
        }
        else if (winner.Difference is { Lower: { } lower, Upper: { } upper })
        {
            yield return lower > 0
                ? $"{winner.Candidate} is better than {reference.Candidate} on these folds beyond chance, as far as one comparison of several tells."
                : $"{winner.Candidate} is not known to be better than {reference.Candidate}: the interval of the difference includes 0.";
        }

        yield return FormattableString.Invariant($"Means of {folds.Count} outer folds, in each of which every candidate was tuned on the training rows alone.");
        yield return NestedResult.Statement;
    }
}

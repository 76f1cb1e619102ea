using HccRisk.Survival.CrossValidation;
using HccRisk.Survival.Resampling;

namespace HccRisk.Survival.Tuning;

/// <summary>Rows that candidates are tuned on, and the folds of them.</summary>
/// <param name="Number">0 for all rows, otherwise the number of the outer fold, from 1.</param>
/// <param name="Folds">Folds that the metric can be estimated on.</param>
/// <param name="Skipped">Folds that it cannot, each with the reason.</param>
internal sealed record TuningPart(int Number, IReadOnlyList<TuningFold> Folds, IReadOnlyList<string> Skipped)
{
    /// <summary>Splits rows.</summary>
    /// <param name="number">Number of the part.</param>
    /// <param name="what">What the rows are, for messages.</param>
    /// <param name="all">All data.</param>
    /// <param name="rows">The rows, ascending.</param>
    /// <param name="options">Folds, metric.</param>
    /// <exception cref="TooFewEventsException">Fewer than two folds can be judged.</exception>
    public static TuningPart Of(int number, string what, ValidationRows all, int[] rows, TuningOptions options)
    {
        var own = all.Select(rows);
        var folds = new List<TuningFold>();
        var skipped = new List<string>();
        foreach (var fold in own.Split(options.Validation))
        {
            int[] training = [.. fold.Training.Select(i => rows[i])];
            int[] test = [.. fold.Test.Select(i => rows[i])];
            var judged = new TuningFold(new Fold(fold.Repeat, fold.Index, training, test), all.Outcome.Select(test));
            if (WhyNot(judged, all, options) is { } reason)
            {
                skipped.Add(FormattableString.Invariant($"{what}, repeat {fold.Repeat + 1}, fold {own.NameOf(fold)}: {reason}"));
            }
            else
            {
                folds.Add(judged);
            }
        }

        return folds.Count >= 2 ? new TuningPart(number, folds, skipped) : throw new TooFewEventsException(FormattableString.Invariant(
            $"{folds.Count} of {folds.Count + skipped.Count} folds can be judged by {options.Metric}, two are needed: {string.Join("; ", skipped)}."));
    }

    /// <summary>Why a fold tells nothing, whatever is fitted; null when it does.</summary>
    private static string? WhyNot(TuningFold fold, ValidationRows all, TuningOptions options)
    {
        var training = all.Outcome.Select([.. fold.Fold.Training]);
        if ((options.Validation.Cause == 0 ? training.EventCount() : training.EventCount(options.Validation.Cause)) == 0)
        {
            return FormattableString.Invariant($"none of its {training.Count} training rows had the event");
        }

        return options.Metric.WhyNot(fold.Test, options.Validation);
    }
}

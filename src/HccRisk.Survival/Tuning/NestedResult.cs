using System.Globalization;
using System.Text;
using HccRisk.Survival.CrossValidation;

namespace HccRisk.Survival.Tuning;

/// <summary>What a nested cross-validation found.</summary>
public sealed record NestedResult
{
    /// <summary>What the figures are of.</summary>
    public const string Statement =
        "The figure estimates the procedure, which tunes, chooses and fits, on data of this size. Folds may differ in what they chose: it is the figure of no single model.";

    /// <summary>What was made as great as it could be.</summary>
    public required TuningMetric Metric { get; init; }

    /// <summary>Every outer fold with what it chose.</summary>
    public required IReadOnlyList<OuterFold> Folds { get; init; }

    /// <summary>The metric over the outer folds: mean, interval, deviation.</summary>
    public required FoldSummary Summary { get; init; }

    /// <summary>The outer cross-validation: predictions of every row by a model tuned and fitted without it, and all metrics.</summary>
    public required CrossValidationResult Validation { get; init; }

    /// <summary>Every trial; <see cref="TuningTrial.Part"/> tells the outer fold.</summary>
    public required IReadOnlyList<TuningTrial> Trials { get; init; }

    /// <summary>What ended the search.</summary>
    public required TuningStop Stopped { get; init; }

    /// <summary>Inner folds that took no part, each with the reason.</summary>
    public required IReadOnlyList<string> SkippedFolds { get; init; }

    /// <summary>A line an outer fold, the mean, and what it is the mean of.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{Metric}: {TuningText.Count(Trials, Stopped)}").AppendLine();
        var width = Folds.Max(f => f.Name.Length);
        foreach (var fold in Folds)
        {
            var figures = $"outer {Number(fold.Value)}  inner {Number(fold.Chosen.Mean)}";
            text.Append(CultureInfo.InvariantCulture, $"fold {fold.Name.PadRight(width)}  {figures}  {fold.TestRows} rows  {fold.Chosen.Candidate}: {fold.Chosen.Values}").AppendLine();
        }

        text.Append(CultureInfo.InvariantCulture, $"{Summary.Mean}, SD {Number(Summary.StandardDeviation)}").AppendLine().Append(Statement);
        return text.ToString();
    }

    private static string Number(double? value) => value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "-";
}

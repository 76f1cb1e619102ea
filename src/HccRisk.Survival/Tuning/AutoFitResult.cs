using System.Globalization;
using System.Text;
using HccRisk.Survival.Evaluation;
using Microsoft.ML;

namespace HccRisk.Survival.Tuning;

/// <summary>Candidates beside each other on equal folds, and the best of them fitted to all rows.</summary>
public sealed record AutoFitResult
{
    /// <summary>What was made as great as it could be.</summary>
    public required TuningMetric Metric { get; init; }

    /// <summary>Every candidate in the order given.</summary>
    public required IReadOnlyList<AutoFitRow> Rows { get; init; }

    /// <summary>The candidate the others are compared with.</summary>
    public required AutoFitRow Reference { get; init; }

    /// <summary>
    /// The candidate with the greatest mean over the outer folds; over the inner ones where no candidate was validated. Being the best of several, it promises a little too
    /// much: <see cref="AutoFitRow.Difference"/> says whether it is known to be better than the reference.
    /// </summary>
    public required AutoFitRow Winner { get; init; }

    /// <summary>All metrics of the winner, the reference and the prediction without covariates on the outer folds; null when nothing was validated.</summary>
    public EvaluationTable? Table { get; init; }

    /// <summary>
    /// Differences of the risks of winner and reference on the same patients: AUC and Brier score at each horizon, with p-values. Null where they are one, or do not both
    /// predict risks for everybody.
    /// </summary>
    public RiskComparison? Risks { get; init; }

    /// <summary>The pipeline of the winner, its values chosen on all rows, fitted to all rows.</summary>
    public required ITransformer Model { get; init; }

    /// <summary>Every trial.</summary>
    public required IReadOnlyList<TuningTrial> Trials { get; init; }

    /// <summary>What ended the search.</summary>
    public required TuningStop Stopped { get; init; }

    /// <summary>Inner folds that took no part, each with the reason.</summary>
    public required IReadOnlyList<string> SkippedFolds { get; init; }

    /// <summary>What a reader should know: what stopped the search, whether the winner is known to be better than the reference, what the figures are of.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>A line a candidate: metric over the outer folds, difference from the reference, what was chosen; then the remarks.</summary>
    public override string ToString()
    {
        string[] heads = [string.Empty, Metric.ToString(), "95% CI", "minus " + Reference.Candidate, "95% CI", "inner", "trials", "chosen on all rows"];
        string[][] lines = [heads, .. Rows.Select(Line)];
        int[] widths = [.. Enumerable.Range(0, heads.Length).Select(c => lines.Max(l => l[c].Length))];
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            text.AppendLine(string.Join("  ", line.Select((cell, c) => c is 0 or 7 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]))).TrimEnd());
        }

        return text.AppendJoin(Environment.NewLine, Remarks).ToString();
    }

    private string[] Line(AutoFitRow row) =>
    [
        (ReferenceEquals(row, Winner) ? "> " : "  ") + row.Candidate,
        Number(row.Outer?.Mean.Value),
        Interval(row.Outer?.Mean.Lower, row.Outer?.Mean.Upper),
        row.Difference?.Value is { } difference ? difference.ToString("+0.000;-0.000;0.000", CultureInfo.InvariantCulture) : "-",
        Interval(row.Difference?.Lower, row.Difference?.Upper),
        Number(row.Chosen?.Mean),
        row.Failed > 0 ? string.Create(CultureInfo.InvariantCulture, $"{row.Trials} ({row.Failed} failed)") : row.Trials.ToString(CultureInfo.InvariantCulture),
        row.Chosen?.Values.ToString() ?? "-",
    ];

    private static string Number(double? value) => value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "-";

    private static string Interval(double? lower, double? upper) =>
        lower is { } low && upper is { } high ? string.Create(CultureInfo.InvariantCulture, $"{low:0.000} to {high:0.000}") : "-";
}

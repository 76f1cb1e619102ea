using System.Globalization;
using HccRisk.Core.Csv;
using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;

namespace HccRisk.Survival.Explanation;

/// <summary>Permutation importance of the inputs of a model on one set of patients.</summary>
[TypeFormatterSource(typeof(ImportanceFormatter))]
public sealed class ImportanceResult
{
    private const int Listed = 20;

    internal ImportanceResult(IReadOnlyList<(string Metric, double? Time, double Value)> measures, IReadOnlyList<FeatureImportance> rows, double level) =>
        (Measures, Rows, Level) = (measures, rows, level);

    /// <summary>Each measure of the model as it is.</summary>
    public IReadOnlyList<(string Metric, double? Time, double Value)> Measures { get; }

    /// <summary>One row a group and measure: for each measure the groups by their loss, largest first.</summary>
    public IReadOnlyList<FeatureImportance> Rows { get; }

    /// <summary>Level of the intervals.</summary>
    public double Level { get; }

    /// <summary>The groups of one measure by their loss, largest first.</summary>
    /// <param name="metric">"Uno C", "AUC" or "Brier".</param>
    /// <param name="time">Its horizon; null for the concordance.</param>
    public IReadOnlyList<FeatureImportance> Of(string metric, double? time = null) => [.. Rows.Where(r => r.Metric == metric && r.Time == time)];

    /// <summary>Comma-separated text, one line a group and measure.</summary>
    public string ToCsv() => CsvText.Of(
        ["group", "inputs", "metric", "time", "loss", "spread", "lower", "upper"],
        Rows.Select(r => (IEnumerable<object?>)[r.Group, string.Join(' ', r.Inputs), r.Metric, r.Time, r.Loss, r.Spread, r.Lower, r.Upper]));

    /// <summary>The groups that matter most for each measure, for a terminal.</summary>
    public override string ToString() => string.Join(Environment.NewLine, Measures.SelectMany(m => Lines(m.Metric, m.Time, m.Value)));

    private IEnumerable<string> Lines(string metric, double? time, double value)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"{metric}{(time is { } t ? FormattableString.Invariant($" {t}") : "")}: {value:0.000}; loss when permuted");
        var table = new TextTable(["  group", "inputs", "loss", string.Create(CultureInfo.InvariantCulture, $"{100 * Level:0.#}% CI")]);
        foreach (var row in Of(metric, time).Take(Listed))
        {
            table.Add("  " + row.Group, row.Inputs.Count.ToString(CultureInfo.InvariantCulture), Text(row.Loss), row.Lower is { } low ? $"{Text(low)} to {Text(row.Upper!.Value)}" : "-");
        }

        yield return table.ToString();
    }

    private static string Text(double value) => value.ToString("0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture);
}

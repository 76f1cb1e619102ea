using System.Globalization;
using HccRisk.Studies.Results;
using HccRisk.Survival.Estimates;

namespace HccRisk.Cli.Output;

/// <summary>The few lines a study ends with.</summary>
internal static class StudySummary
{
    public static void Print(StudyResult result, string folder)
    {
        Console.Out.WriteLine();
        foreach (var model in result.Models)
        {
            foreach (var (cohort, metrics) in (IEnumerable<CohortEvaluation>)[model.Development, .. model.External])
            {
                var main = metrics.Auc.FirstOrDefault(h => h.Time == result.Horizon);
                var brier = metrics.Brier.FirstOrDefault(b => b.Time == result.Horizon);
                Console.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{model.Name,-6} {cohort,-28} n {metrics.Patients,4}  events {metrics.Events,3}  AUC({result.Horizon}) {Text(main?.Auc)}  C {Text(metrics.Concordance)}  Brier({result.Horizon}) {Text(brier?.Brier)}"));
            }
        }

        foreach (var pair in result.Comparisons)
        {
            var auc = pair.Differences.FirstOrDefault(d => d.Measure == "AUC" && d.Time == result.Horizon)?.Comparison;
            var p = auc?.PValue is { } value ? string.Create(CultureInfo.InvariantCulture, $", p {value:0.000}") : "";
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{pair.Model} - {pair.Reference}, {pair.Cohort}: n {pair.Patients,4}  events {pair.Events,3}  AUC({result.Horizon}) {Text(auc?.Difference)}{p}"));
        }

        foreach (var rung in result.Truth)
        {
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"truth  {rung.Name,-28} AUC({result.Horizon}) {rung.Population:0.000}{(rung.External is { } external ? $", {external:0.000} on these external patients" : string.Empty)}"));
        }

        foreach (var note in result.Notes)
        {
            Console.Out.WriteLine($"note: {note}");
        }

        if (result.Exclusions.Count > 0)
        {
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Exclusions.Count} patients excluded; the report says why."));
        }

        Console.Out.WriteLine($"Report: {Path.Combine(folder, "report.html")}");
    }

    private static string Text(MetricEstimate? estimate) => estimate switch
    {
        { Value: { } value, Lower: { } lower, Upper: { } upper } => string.Create(CultureInfo.InvariantCulture, $"{value:0.000} (95% CI {lower:0.00}-{upper:0.00})"),
        { Value: { } value } => value.ToString("0.000", CultureInfo.InvariantCulture),
        _ => "not estimable",
    };
}

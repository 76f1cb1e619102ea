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
                Say(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{model.Name}, {cohort}: n {metrics.Patients}, events {metrics.Events}  AUC({result.Horizon}) {Text(main?.Auc)}  C {Text(metrics.Concordance)}  Brier({result.Horizon}) {Text(brier?.Brier)}"));
            }
        }

        foreach (var pair in result.Comparisons)
        {
            var auc = pair.Differences.FirstOrDefault(d => d.Measure == "AUC" && d.Time == result.Horizon)?.Comparison;
            var p = auc?.PValue is { } value ? string.Create(CultureInfo.InvariantCulture, $", p {value:0.000}") : "";
            Say(string.Create(
                CultureInfo.InvariantCulture, $"{pair.Model} - {pair.Reference}, {pair.Cohort}: n {pair.Patients}, events {pair.Events}  AUC({result.Horizon}) {Text(auc?.Difference)}{p}"));
        }

        foreach (var line in Reach(result))
        {
            Say(line);
        }

        foreach (var rung in result.Truth)
        {
            Say(string.Create(CultureInfo.InvariantCulture, $"truth, {rung.Name}:  AUC({result.Horizon}) {rung.Population:0.000}{(rung.External is { } external ? $", {external:0.000} on these external patients" : string.Empty)}"));
        }

        foreach (var note in result.Notes)
        {
            Say($"note: {note}");
        }

        if (result.Exclusions.Count > 0)
        {
            Say(string.Create(CultureInfo.InvariantCulture, $"{result.Exclusions.Count} patients excluded; the report says why."));
        }

        Console.Out.WriteLine($"Report: {Path.Combine(folder, "report.html")}");
    }

    private static void Say(string line) => Console.Out.WriteLine(Wrapped.Of(line));

    /// <summary>How far the figures carry: patients under the main horizon, sites unlike the development patients, patients unlike them.</summary>
    private static IEnumerable<string> Reach(StudyResult result)
    {
        foreach (var evaluation in result.Models is [var first, ..] ? (IEnumerable<CohortEvaluation>)[first.Development, .. first.External] : [])
        {
            if (evaluation.Validation?.Horizons.FirstOrDefault(h => h.Time == result.Horizon) is { } under)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"under {result.Horizon} {result.TimeUnit}, {evaluation.Cohort}: {under.AtRisk} at risk, {under.Events} events, {under.Unknown} of unknown status; worth {under.EffectiveEvents:0.#} events and {under.EffectiveControls:0.#} controls");
            }
        }

        foreach (var shift in result.Shifts)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"shift of {shift.Site} against {shift.Against}: {shift.Medium} of {shift.Features.Count} {shift.Modality} features by a quarter of a standard deviation or more, {shift.Large} by half or more");
        }

        foreach (var (model, domain) in result.Models.SelectMany(m => m.Domains.Select(d => (m.Name, d))))
        {
            foreach (var (cohort, flagged) in domain.Flagged.Where(f => f.Value > 0 && f.Key.EndsWith("external", StringComparison.Ordinal)))
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"unlike development in {domain.Modality} of {model}: {flagged} of {domain.Patients[cohort]} patients of {cohort} ({domain.FalsePositiveRate:0.0%} of development patients would be)");
            }
        }
    }

    private static string Text(MetricEstimate? estimate) => estimate switch
    {
        { Value: { } value, Lower: { } lower, Upper: { } upper } => string.Create(CultureInfo.InvariantCulture, $"{value:0.000} (95% CI {lower:0.00}-{upper:0.00})"),
        { Value: { } value } => value.ToString("0.000", CultureInfo.InvariantCulture),
        _ => "not estimable",
    };
}

using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Studies.Results;
using HccRisk.Survival.Estimates;

namespace HccRisk.Reporting.Html;

/// <summary>The key numbers of every model on every cohort, and what a reader must know about them.</summary>
internal static class SummarySection
{
    public static XElement Build(ReportContext context)
    {
        var (result, figures, horizon) = (context.Result, context.Figures, context.Horizon);
        var rows = result.Models.SelectMany(m => Evaluations(m).Select(p => Markup.Row(
            Markup.RowHeader(m.Name),
            p.Cohort,
            Markup.Number(p.Metrics.Patients),
            Markup.Number(p.Metrics.Events),
            Markup.Cell(MainAuc(result, p)),
            Markup.Cell(p.Metrics.Concordance),
            Markup.Cell(p.Metrics.Harrell))));
        var none = result.Models.SelectMany(Evaluations).DistinctBy(p => p.Cohort).Select(p => Markup.Row(
            Markup.RowHeader("No information"),
            p.Cohort,
            Markup.Number(p.Metrics.Patients),
            Markup.Number(p.Metrics.Events),
            Markup.Number("0.500"),
            Markup.Number("0.500"),
            Markup.Number("0.500")));
        return Markup.Section("summary", "Summary",
            result.Models.Count == 0 ? Markup.P("No model was fitted.") : null,
            Markup.List(Words(context)),
            Markup.P($"Event of interest: {result.EventName}. Main horizon: {horizon}. Higher is better for every measure below; 0.5 is no discrimination."),
            result.Models.Count > 0
                ? Markup.Table("Discrimination of the models", ["Model", "Cohort", "#Patients", "#Events", $"AUC at {horizon}", "Uno's C", "Harrell's C"], rows.Concat(none))
                : null,
            result.Models.Count > 0 && result.Models.All(m => m.External.Count == 0)
                ? Markup.P("There is no external cohort: nothing in this report shows how the models do at another hospital.")
                : null,
            MethodsNote(result),
            new XElement("div", new XAttribute("class", "figures"), CompareModels(result, figures).ToArray()));
    }

    /// <summary>The main findings in sentences; every number comes from the result by its name.</summary>
    private static IEnumerable<string> Words(ReportContext context)
    {
        var (result, inline) = (context.Result, context.Inline);
        string Of(string key, string measure) => inline.Names.Contains($"{key}.{measure}") ? inline.Inline($"{key}.{measure}") : "not computed";
        var at = Numbers.Plain(result.Horizon);
        foreach (var model in result.Models)
        {
            var key = StudyNumbers.Key(model.Name);
            var cohort = (model.External.Count > 0 ? model.External[0] : model.Development).Cohort;
            yield return $"Model {model.Name} on {cohort} ({Of(key, "n")} patients, {Of(key, "events")} with the event): AUC at {context.Horizon} {Of(key, "auc" + at)}, Uno's C {Of(key, "c")}. "
                + $"Calibration: observed over expected {Of(key, "oe" + at)}. Brier score {Of(key, "brier" + at)}, index of prediction accuracy {Of(key, "ipa" + at)}.";
        }

        foreach (var comparison in result.Comparisons.DistinctBy(c => (c.Model, c.Reference)))
        {
            var key = $"{StudyNumbers.Key(comparison.Model)}-{StudyNumbers.Key(comparison.Reference)}";
            yield return $"{comparison.Model} less {comparison.Reference} on the patients who have both: AUC at {context.Horizon} {Of(key, "auc" + at)}; Brier score {Of(key, "brier" + at)} (below 0 favours {comparison.Model}).";
        }
    }

    public static XElement Notes(StudyResult result) => Markup.Section("notes", "Notes and warnings",
        result.Notes.Count == 0 ? Markup.P("None were recorded.") : Markup.List(result.Notes));

    /// <summary>Development first, then the external sites.</summary>
    public static IEnumerable<CohortEvaluation> Evaluations(ModelResult model) => model.External.Prepend(model.Development);

    public static MetricEstimate MainAuc(StudyResult result, CohortEvaluation evaluation) =>
        evaluation.Metrics.Auc.FirstOrDefault(h => h.Time == result.Horizon)?.Auc
        ?? new MetricEstimate { Method = "AUC", NotEstimable = "the main horizon was not evaluated on this cohort" };

    private static XElement? MethodsNote(StudyResult result)
    {
        var methods = result.Models.SelectMany(Evaluations)
            .SelectMany(p => new[] { ("Harrell's C", p.Metrics.Harrell.Method), ("Uno's C", p.Metrics.Concordance.Method), ("AUC", MainAuc(result, p).Method) })
            .Where(m => m.Item2.Length > 0)
            .Distinct()
            .OrderBy(m => m.Item1, StringComparer.Ordinal)
            .Select(m => $"{m.Item1}: {m.Item2}.")
            .ToArray();
        return methods.Length == 0 ? null : Markup.Note("How it was estimated. " + string.Join(" ", methods));
    }

    private static IEnumerable<XElement> CompareModels(StudyResult result, Figures figures)
    {
        var cohorts = result.Models.SelectMany(Evaluations).GroupBy(p => p.Cohort).Select(g => g.Key)
            .Select(cohort => (Cohort: cohort, Series: (AucSeries[])[.. result.Models
                .SelectMany(m => Evaluations(m).Where(p => p.Cohort == cohort).Select(p => new AucSeries(m.Name, p.Metrics.AucCurve)))
                .Where(s => s.Points.Count > 0)]))
            .Where(c => c.Series.Length > 1 && c.Series.Any(s => s.Points.Any(p => Numbers.HasValue(p.Auc))))
            .ToArray();
        var floor = AucOverTimePlot.FloorOf(cohorts.SelectMany(c => c.Series));
        return cohorts.Select(c => figures.Add(AucOverTimePlot.Render(c.Series, result.TimeUnit, c.Cohort, floor),
            $"AUC over time of the models, {c.Cohort}, with pointwise 95% confidence bands. Times at which it is not estimable are left out."
                + (floor > 0 ? $" The vertical axis begins at {Numbers.Plain(floor)}, for all cohorts." : "")));
    }
}

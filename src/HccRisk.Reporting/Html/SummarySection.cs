using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Studies.Results;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.Brier;

namespace HccRisk.Reporting.Html;

/// <summary>The key numbers of every model on every cohort, and what a reader must know about them.</summary>
internal static class SummarySection
{
    public static XElement Build(ReportContext context)
    {
        var (result, figures, horizon) = (context.Result, context.Figures, context.Horizon);
        var rows = result.Models.SelectMany(m => Evaluations(m).Select(p => (Model: m, Of: p))).GroupBy(p => p.Of.Cohort).SelectMany(g =>
            g.DistinctBy(p => (p.Of.Metrics.Patients, p.Of.Metrics.Events)).Select(p => None(result, p.Of))
                .Concat(g.Select(p => Performance(result, p.Model.Name, p.Of)))
                .Prepend(Markup.Group(g.Key, 7)));
        return Markup.Section("summary", "Summary",
            result.Models.Count == 0 ? Markup.P("No model was fitted.") : null,
            Markup.List(Words(context)),
            Markup.P($"Event of interest: {result.EventName}. Main horizon: {horizon}."),
            result.Models.Count > 0
                ? new object[]
                {
                    Markup.Table($"Performance of the models at {horizon}, with 95% CI",
                        ["Model", "#Patients (events)", "AUC", "Uno's C", "Brier score", "Index of prediction accuracy", "Observed / expected"], rows),
                    Markup.Note("No information: everybody has the observed risk. AUC and C are those of the score; higher is better. Brier score: lower is better. Index of prediction accuracy: 0 is no better than no information, below 0 worse. Observed / expected: above 1 says risks are too low."),
                }
                : null,
            result.Models.Count > 0 && result.Models.All(m => m.External.Count == 0)
                ? Markup.P("There is no external cohort: nothing in this report shows how the models do at another hospital.")
                : null,
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

    private static XElement None(StudyResult result, CohortEvaluation p) => Markup.Row(
        Markup.RowHeader("No information"), Patients(p), Markup.Known("0.500"), Markup.Known("0.500"), Markup.Estimate(At(result, p)?.NullEstimate, 3), Markup.Known("0.000"),
        Markup.Known("1.000"));

    private static XElement Performance(StudyResult result, string model, CohortEvaluation p) => Markup.Row(
        Markup.RowHeader(model), Patients(p), Markup.Estimate(MainAuc(result, p)), Markup.Estimate(p.Metrics.Concordance), Markup.Estimate(At(result, p)?.Brier, 3),
        Markup.Estimate(At(result, p)?.Accuracy), Markup.Estimate(p.Metrics.Calibration.FirstOrDefault(c => c.Time == result.Horizon)?.ObservedExpected));

    private static XElement Patients(CohortEvaluation p) => Markup.Number($"{Numbers.Count(p.Metrics.Patients)} ({Numbers.Count(p.Metrics.Events)})");

    private static BrierResult? At(StudyResult result, CohortEvaluation p) => p.Metrics.Brier.FirstOrDefault(b => b.Time == result.Horizon);

    /// <summary>Development first, then the external sites.</summary>
    public static IEnumerable<CohortEvaluation> Evaluations(ModelResult model) => model.External.Prepend(model.Development);

    public static MetricEstimate MainAuc(StudyResult result, CohortEvaluation evaluation) =>
        evaluation.Metrics.Auc.FirstOrDefault(h => h.Time == result.Horizon)?.Auc
        ?? new MetricEstimate { Method = "AUC", NotEstimable = "the main horizon was not evaluated on this cohort" };

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

using System.Xml.Linq;
using HccRisk.Reporting.Plots;
using HccRisk.Studies.Results;

namespace HccRisk.Reporting.Html;

/// <summary>The key numbers of every model on every cohort, and what a reader must know about them.</summary>
internal static class SummarySection
{
    public static XElement Build(StudyResult result, Figures figures)
    {
        var horizon = Numbers.Short(result.Horizon) + " " + result.TimeUnit;
        var rows = result.Models.SelectMany(m => Performances(m).Select(p => Markup.Row(
            Markup.RowHeader(m.Name),
            p.Cohort,
            Markup.Number(p.Patients),
            Markup.Number(p.Events),
            Markup.Cell(MainAuc(result, p)),
            Markup.Cell(p.Uno),
            Markup.Cell(p.Harrell))));
        return Markup.Section("summary", "Summary",
            result.Models.Count == 0 ? Markup.P("No model was fitted.") : null,
            Markup.P($"Event of interest: {result.EventName}. Main horizon: {horizon}. Higher is better for every measure below; 0.5 is no discrimination."),
            result.Models.Count > 0
                ? Markup.Table("Discrimination of the models", ["Model", "Cohort", "#Patients", "#Events", $"AUC at {horizon}", "Uno's C", "Harrell's C"], rows)
                : null,
            result.Models.Count > 0 && result.Models.All(m => m.External.Count == 0)
                ? Markup.P("There is no external cohort: nothing in this report shows how the models do at another hospital.")
                : null,
            MethodsNote(result),
            new XElement("div", new XAttribute("class", "figures"), CompareModels(result, figures).ToArray()));
    }

    public static XElement Notes(StudyResult result) => Markup.Section("notes", "Notes and warnings",
        result.Notes.Count == 0 ? Markup.P("None were recorded.") : Markup.List(result.Notes));

    /// <summary>Development first, then the external sites.</summary>
    public static IEnumerable<Performance> Performances(ModelResult model) => model.External.Prepend(model.Development);

    public static Estimate MainAuc(StudyResult result, Performance performance) =>
        performance.Horizons.FirstOrDefault(h => h.Time == result.Horizon)?.Auc
        ?? Estimate.None("AUC", "the main horizon was not evaluated on this cohort");

    private static XElement? MethodsNote(StudyResult result)
    {
        var methods = result.Models.SelectMany(Performances)
            .SelectMany(p => new[] { ("Harrell's C", p.Harrell.Method), ("Uno's C", p.Uno.Method) }.Concat(p.Horizons.Where(h => h.Time == result.Horizon).Select(h => ("AUC", h.Auc.Method))))
            .Where(m => m.Item2.Length > 0)
            .Distinct()
            .OrderBy(m => m.Item1, StringComparer.Ordinal)
            .Select(m => $"{m.Item1}: {m.Item2}.")
            .ToArray();
        return methods.Length == 0 ? null : Markup.Note("How it was estimated. " + string.Join(" ", methods));
    }

    private static IEnumerable<XElement> CompareModels(StudyResult result, Figures figures)
    {
        foreach (var cohort in result.Models.SelectMany(Performances).Select(p => p.Cohort).Distinct())
        {
            var series = result.Models
                .SelectMany(m => Performances(m).Where(p => p.Cohort == cohort).Select(p => new AucSeries(m.Name, p.AucCurve)))
                .Where(s => s.Points.Count > 0)
                .ToArray();
            if (series.Length > 1 && series.Any(s => s.Points.Any(p => Numbers.HasValue(p.Auc))))
            {
                yield return figures.Add(AucOverTimePlot.Render(series, result.TimeUnit, cohort),
                    $"AUC over time of the models, {cohort}, with pointwise 95% confidence bands. Times at which it is not estimable are left out.");
            }
        }
    }
}

using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Studies.Results;

namespace HccRisk.Reporting.Html;

/// <summary>Part (b) of the REMARK profile: every analysis that was run, with patients and events, whether or not this report shows it in full.</summary>
internal static class AnalysesSection
{
    private const string NotShown = "counted here only";

    public static XElement Build(ReportContext context)
    {
        // One analysis of several cohorts is one row.
        var rows = Rows(context.Result).GroupBy(r => (r.Name, r.Inputs, r.Anchor)).Select(g => g.ToArray()).ToArray();
        return Markup.Section("remark", "Every analysis that was run (REMARK profile, part b)",
            Markup.P($"{Numbers.Count(rows.Sum(r => r.Length))} analyses were run, of {Numbers.Of(rows.Length, "kind")}. None was left out of this list for what it gave; what is {NotShown} led to what is shown, and has no figure of its own in this report."),
            Markup.Table("Analyses with their patients and events", ["Analysis", "Patients (events)", "Variables", "Where it is shown"],
                rows.Select(r => Markup.Row(
                    Markup.RowHeader(r[0].Name),
                    new XElement("td", new XAttribute("class", "m"), string.Join("; ", r.Select(a => $"{a.Cohort} {Numbers.Count(a.Patients)}{(a.Events is { } events ? $" ({context.Cover.Count(events)})" : "")}").Distinct())),
                    r[0].Inputs,
                    new XElement("td", r[0].Anchor is { } anchor ? new XElement("a", new XAttribute("href", "#" + anchor), anchor) : NotShown)))));
    }

    private static IEnumerable<Analysis> Rows(StudyResult result) =>
    [
        .. result.Models.Index().SelectMany(m => OfModel(result, m.Item, "model-" + Numbers.Count(m.Index + 1))),
        .. result.Comparisons.Select(Pair),
        .. result.SensitivityEvaluations.Select(o => new Analysis(
            $"Model {o.Model} by {o.Endpoint}{(o.Refitted ? ", refitted" : "")}", o.Cohort, o.Patients, o.Events, "another reading of the endpoint", "sites")),
        .. result.Comparators.SelectMany(c =>
            c.Evaluations.Select(e => Of("Comparator " + c.Name, e, c.Description, "comparisons")).Concat(c.Comparisons.Select(p => Pair(p) with
            {
                Name = $"{string.Join(", ", c.Comparisons.Select(o => o.Model).Distinct())} against {c.Name}",
            }))),
        .. Scores(result, "computed", result.Scores.Where(s => s.Obstacle is null).Select(s => $"{s.Name} ({Numbers.Count(s.Patients)})")),
        .. Scores(result, "that could not be computed", result.Scores.Where(s => s.Obstacle is not null).Select(s => s.Name)),
    ];

    private static IEnumerable<Analysis> Scores(StudyResult result, string what, IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } list
        ? [new Analysis("Clinical scores " + what, "all cohorts", result.Sites.Sum(s => s.Patients), null, list, null)]
        : [];

    private static IEnumerable<Analysis> OfModel(StudyResult result, ModelResult model, string anchor)
    {
        var name = "Model " + model.Name;
        var inputs = string.Join(", ", model.FeaturesByModality.Select(f => $"{Numbers.Count(f.Value)} {f.Key.ToLowerInvariant()} features"));
        var development = model.Development;
        foreach (var cohort in CohortPerformance.All(model))
        {
            yield return Of(name, cohort, inputs, anchor);
            if (cohort.Validation?.Subgroups is { Count: > 0 } subgroups)
            {
                yield return Of(name + " by subgroup, with tests of difference", cohort, string.Join(", ", subgroups.Select(s => s.Name)), anchor);
            }
        }

        if (model.Effects is { } effects)
        {
            var columns = effects.Rows.Select(r => r.Column).Distinct().Count();
            yield return Of(name + ", univariable", development, $"{Numbers.Count(columns)} clinical columns, each alone", anchor);
            if (effects.Obstacle is null)
            {
                yield return new Analysis(name + ", multivariable", development.Cohort, effects.CompletePatients, effects.CompleteEvents, $"{Numbers.Count(columns)} clinical columns together", anchor);
            }
        }

        if (model.Stability is { } stability)
        {
            yield return Of($"{name}, {Numbers.Count(stability.Fits)} fits of the cross-validation", development, inputs, anchor);
        }

        foreach (var candidate in model.Selection?.Candidates ?? [])
        {
            yield return Of($"{name} by {candidate.Learner}", development, candidate.Fault is null ? "candidate of the choice of the learner" : "candidate that could not be fitted", anchor);
        }

        if (model.Optimism is { } optimism)
        {
            yield return Of(name + " on its own patients" + (optimism.Replicates > 0 ? $", {Numbers.Count(optimism.Replicates)} bootstrap samples" : ""), development, inputs, anchor);
        }

        // The last rung is the model itself.
        foreach (var (rung, cohort) in model.Ladder.SkipLast(1).SelectMany(r => r.External.Prepend(r.Development).Select(c => (r, c))))
        {
            yield return Of($"{name} of {rung.Name}", cohort, rung.Name.ToLowerInvariant(), "comparisons");
        }

        foreach (var comparison in model.LadderComparisons)
        {
            yield return Pair(comparison);
        }
    }

    private static Analysis Of(string analysis, CohortEvaluation cohort, string inputs, string? anchor) =>
        new(analysis, cohort.Cohort, cohort.Metrics.Patients, cohort.Metrics.Events, inputs, anchor);

    private static Analysis Pair(PairedComparison comparison) => new(
        $"{comparison.Model} against {comparison.Reference}", comparison.Cohort, comparison.Patients, comparison.Events, "paired scores and risks", "comparisons");

    private sealed record Analysis(string Name, string Cohort, int Patients, int? Events, string Inputs, string? Anchor);
}

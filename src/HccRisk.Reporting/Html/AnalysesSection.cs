using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Studies.Results;
using HccRisk.Survival.Evaluation;

namespace HccRisk.Reporting.Html;

/// <summary>Part (b) of the REMARK profile: every analysis that was run, with patients and events, whether or not this report shows it in full.</summary>
internal static class AnalysesSection
{
    public static XElement Build(ReportContext context)
    {
        var rows = Rows(context.Result).ToArray();
        return Markup.Section("remark", "Every analysis that was run (REMARK profile, part b)",
            Markup.P($"{Numbers.Count(rows.Length)} analyses were run. None was left out of this list for what it gave."),
            Markup.Table("Analyses with their patients and events", ["Analysis", "Patients of", "#Patients", "#Events", "What went in", "Where it is shown"],
                rows.Select(r => Markup.Row(
                    Markup.RowHeader(r.Analysis), r.Cohort, Markup.Number(r.Patients), Markup.Number(context.Cover.Count(r.Events)), r.Inputs,
                    new XElement("td", new XElement("a", new XAttribute("href", "#" + r.Anchor), r.Where))))));
    }

    private static IEnumerable<(string Analysis, string Cohort, int Patients, int Events, string Inputs, string Anchor, string Where)> Rows(StudyResult result)
    {
        foreach (var (index, model) in result.Models.Index())
        {
            var anchor = "model-" + Numbers.Count(index + 1);
            var inputs = string.Join(", ", model.FeaturesByModality.Select(f => $"{Numbers.Count(f.Value)} {f.Key.ToLowerInvariant()} features"));
            foreach (var cohort in CohortPerformance.All(model))
            {
                yield return ($"Model {model.Name}", cohort.Cohort, cohort.Metrics.Patients, cohort.Metrics.Events, inputs, anchor, $"model {model.Name}");
            }

            // The last rung is the model itself.
            foreach (var (rung, cohort) in model.Ladder.SkipLast(1).SelectMany(r => r.External.Prepend(r.Development).Select(c => (r, c))))
            {
                yield return ($"Model {model.Name} of {rung.Name}", cohort.Cohort, cohort.Metrics.Patients, cohort.Metrics.Events, rung.Name.ToLowerInvariant(), "comparisons", "comparisons");
            }

            foreach (var comparison in model.LadderComparisons)
            {
                yield return ($"{comparison.Model} against {comparison.Reference}", comparison.Cohort, comparison.Patients, comparison.Events, "paired scores and risks", "comparisons", "comparisons");
            }
        }

        foreach (var comparison in result.Comparisons)
        {
            yield return ($"{comparison.Model} against {comparison.Reference}", comparison.Cohort, comparison.Patients, comparison.Events, "paired scores and risks", "comparisons", "comparisons");
        }

        foreach (var other in result.SensitivityEvaluations)
        {
            yield return ($"Model {other.Model} by {other.Endpoint}{(other.Refitted ? ", refitted" : "")}", other.Cohort, other.Patients, other.Events, "another reading of the endpoint", "sites", "sites");
        }

        foreach (var comparator in result.Comparators)
        {
            foreach (var cohort in comparator.Evaluations)
            {
                yield return ($"Comparator {comparator.Name}", cohort.Cohort, cohort.Metrics.Patients, cohort.Metrics.Events, comparator.Description, "comparisons", "comparisons");
            }

            foreach (var comparison in comparator.Comparisons)
            {
                yield return ($"{comparison.Model} against {comparison.Reference}", comparison.Cohort, comparison.Patients, comparison.Events, "paired scores and risks", "comparisons", "comparisons");
            }
        }
    }
}

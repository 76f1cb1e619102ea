using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Studies.Results;
using HccRisk.Survival.Estimates;

namespace HccRisk.Reporting.Html;

/// <summary>Models against each other, against their own parts and against comparators, always on the same patients.</summary>
internal static class ComparisonSection
{
    /// <summary>Whether there is anything to compare.</summary>
    public static bool Applies(StudyResult result) =>
        result.Comparisons.Count + result.Comparators.Count > 0 || result.Models.Any(m => m.Ladder.Count > 0);

    public static XElement Build(StudyResult result) => Markup.Section("comparisons", "Comparisons on the same patients",
        Markup.Note("Differences are the first minus the second, on the patients who have both, with 95% confidence intervals. C, AUC and index of prediction accuracy: above 0 favours the first; Brier score: below 0 does. p-values are two-sided and not adjusted for their number."),
        result.Comparisons.Count == 0 ? null : new object[]
        {
            new XElement("h3", "Models"),
            Differences(result, "One model against another", result.Comparisons, "Model", "Minus"),
            Reclassification(result),
        },
        result.Models.Where(m => m.Ladder.Count > 0).Select(m => Ladder(result, m)).ToArray(),
        result.Comparators.Count == 0 ? null : Comparators(result));

    private static object[] Reclassification(StudyResult result)
    {
        PairedComparison[] found = [.. result.Comparisons.Where(c => c.Reclassification is not null)];
        return found.Length == 0 ? [] :
        [
            Markup.Table($"Reclassification at {Numbers.Plain(result.Horizon)} {result.TimeUnit}, with 95% CI",
                ["Model", "Against", "Cohort", "NRI, with the event", "NRI, without", "Continuous NRI", "#p", "IDI"],
                found.Select(c => Markup.Row(
                    Markup.RowHeader(c.Model), c.Reference, c.Cohort, Markup.Estimate(c.Reclassification!.Continuous.Cases), Markup.Estimate(c.Reclassification.Continuous.Controls),
                    Markup.Estimate(c.Reclassification.Continuous.Net), Markup.PValue(c.Reclassification.Continuous.PValue), Markup.Estimate(c.Reclassification.Integrated.Net, 3)))),
            Markup.Note("NRI: net reclassification improvement; IDI: integrated discrimination improvement. A model whose risks are off can gain here without being better: read them beside calibration and Brier scores."),
        ];
    }

    private static object[] Ladder(StudyResult result, ModelResult model) =>
    [
        new XElement("h3", $"What each part adds to model {model.Name}"),
        Evaluations(result, $"Model {model.Name} taken apart, on its own patients", "Inputs", model.Ladder.Select(r => (r.Name, r.External.Prepend(r.Development)))),
        Differences(
            result,
            $"What more inputs add, model {model.Name}",
            model.LadderComparisons.Select(c => c with { Model = Added(model, c) }),
            "Adding",
            "To"),
    ];

    /// <summary>The inputs that a rung has more than the one it is compared with.</summary>
    private static string Added(ModelResult model, PairedComparison comparison)
    {
        IReadOnlyList<string> Of(string name) => model.Ladder.FirstOrDefault(r => r.Name == name)?.Modalities ?? [name];
        return string.Join(" + ", Of(comparison.Model).Except(Of(comparison.Reference), StringComparer.Ordinal));
    }

    private static object[] Comparators(StudyResult result) =>
    [
        new XElement("h3", "Comparators"),
        Markup.Table("What the models are compared with", ["Comparator", "What it is", "Known", "#Patients without it"],
            result.Comparators.Select(c => Markup.Row(
                Markup.RowHeader(c.Name), c.Description, c.Availability == HccRisk.Cohorts.Availability.Pre ? "before surgery" : "after surgery", Markup.Number(c.Missing)))),
        Evaluations(result, "Performance of comparators", "Comparator", result.Comparators.Select(c => (c.Name, c.Evaluations.AsEnumerable()))),
        Markup.Note("A score without risks gets them from a Cox model of itself alone, cross-validated on development patients and frozen for external ones; C and AUC are those of the score as it is."),
        Differences(result, "Models against comparators", result.Comparators.SelectMany(c => c.Comparisons), "Model", "Minus"),
    ];

    private static XElement Evaluations(StudyResult result, string caption, string head, IEnumerable<(string Name, IEnumerable<CohortEvaluation> Cohorts)> all)
    {
        var at = $"{Numbers.Plain(result.Horizon)} {result.TimeUnit}";
        var rows =
            from one in all
            from cohort in one.Cohorts
            let brier = cohort.Metrics.Brier.FirstOrDefault(b => b.Time == result.Horizon)
            select Markup.Row(
                Markup.RowHeader(one.Name),
                cohort.Cohort,
                Markup.Number($"{Numbers.Count(cohort.Metrics.Patients)} ({Numbers.Count(cohort.Metrics.Events)})"),
                Markup.Estimate(SummarySection.MainAuc(result, cohort)),
                Markup.Estimate(cohort.Metrics.Concordance),
                Cell(brier?.Brier, 3),
                Cell(brier?.Accuracy, 2));
        return Markup.Table(caption, [head, "Cohort", "#Patients (events)", $"AUC at {at}", "Uno's C", $"Brier score at {at}", "Index of prediction accuracy"], rows);
    }

    private static XElement Differences(StudyResult result, string caption, IEnumerable<PairedComparison> comparisons, params string[] heads)
    {
        var at = $"{Numbers.Plain(result.Horizon)} {result.TimeUnit}";
        var rows = comparisons.Select(c =>
        {
            XElement Of(string measure, double? time, int digits) =>
                Difference(c.Differences.FirstOrDefault(d => d.Measure == measure && d.Time == time)?.Comparison, digits);
            return Markup.Row(
                Markup.RowHeader(c.Model),
                c.Reference,
                c.Cohort,
                Markup.Number($"{Numbers.Count(c.Patients)} ({Numbers.Count(c.Events)})"),
                Of("AUC", result.Horizon, 2),
                Of("Uno's C", null, 2),
                Of("Brier score", result.Horizon, 3),
                Of("Index of prediction accuracy", result.Horizon, 2));
        });
        return Markup.Table(caption, [.. heads, "Cohort", "#Patients (events)", $"AUC at {at}", "Uno's C", $"Brier score at {at}", "Index of prediction accuracy"], rows);
    }

    private static XElement Difference(MetricComparison? comparison, int digits)
    {
        var cell = Markup.Estimate(comparison?.Difference, digits, "not compared");
        if (comparison?.PValue is { } p && double.IsFinite(p))
        {
            cell.Add(" ", new XElement("span", Numbers.PValue(p)));
        }

        return cell;
    }

    private static XElement Cell(MetricEstimate? estimate, int digits) => Markup.Estimate(estimate, digits);
}

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

    public static XElement Build(ReportContext context) => Build(context.Result, context);

    private static XElement Build(StudyResult result, ReportContext context) => Markup.Section("comparisons", "Comparisons on the same patients",
        Markup.Note("Differences are the first minus the second, on the patients who have both, with 95% confidence intervals. C, AUC and index of prediction accuracy: above 0 favours the first; Brier score: below 0 does. p-values are two-sided and not adjusted for their number."),
        result.Comparisons.Count == 0 ? null : new object[]
        {
            new XElement("h3", "Models"),
            Differences(result, "One model against another", result.Comparisons, "Model", "Minus"),
            Reclassification(result),
            Decisions(context),
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

    private static object?[] Decisions(ReportContext context)
    {
        (PairedComparison Of, DecisionSeries[] Curves)[] pairs =
        [
            .. context.Result.Comparisons.Where(c => c.Decision is not null)
                .Select(c => (c, ValidationDecision.Useful([new DecisionSeries(c.Model, c.Decision!.Model), new DecisionSeries(c.Reference, c.Decision.Reference)])))
                .Where(p => p.Item2.Any(s => s.Curve.Points.Any(point => Numbers.HasValue(point.NetBenefit)))),
        ];
        return pairs.Length == 0 ? [] :
        [
            new XElement("h3", "What acting on one or the other is worth"),
            new XElement("div", new XAttribute("class", "figures"), pairs.Select(p => context.Figures.Add(
                DecisionCurvePlot.Render(p.Curves, $"{p.Of.Cohort}, {context.Horizon}", pairs.SelectMany(other => other.Curves)),
                $"Decision curves of models {p.Of.Model} and {p.Of.Reference} on the same {Numbers.Of(p.Of.Patients, "patient")} ({Numbers.Of(p.Of.Events, "event")}), {p.Of.Cohort}. "
                    + ValidationDecision.Caption(context.Result.EventName, context.Horizon)))),
            .. pairs.SelectMany(p => ValidationDecision.Table($"Net benefit of models {p.Of.Model} and {p.Of.Reference} at some thresholds, {p.Of.Cohort}, {context.Horizon}, with 95% CI", p.Curves)),
            Markup.Note(ValidationDecision.HowToRead),
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
        AgainstComparators(result),
    ];

    /// <summary>One heading for all comparators of a model and cohort.</summary>
    private static XElement AgainstComparators(StudyResult result) => Markup.Table(
        "Models against comparators", ["Less the comparator", .. MeasureColumns(result)],
        result.Comparators.SelectMany(c => c.Comparisons).GroupBy(c => (c.Model, c.Cohort)).SelectMany(g =>
            g.Select(c => Markup.Row([Markup.RowHeader(c.Reference), .. Differences(result, c)])).Prepend(Markup.Group($"{g.Key.Model}, {g.Key.Cohort}", 6))));

    private static string[] MeasureColumns(StudyResult result)
    {
        var at = $"{Numbers.Plain(result.Horizon)} {result.TimeUnit}";
        return ["#Patients (events)", $"AUC at {at}", "Uno's C", $"Brier score at {at}", "Index of prediction accuracy"];
    }

    private static XElement Evaluations(StudyResult result, string caption, string head, IEnumerable<(string Name, IEnumerable<CohortEvaluation> Cohorts)> all)
    {
        var rows = all.SelectMany(one => one.Cohorts.Select(c => (one.Name, Of: c))).GroupBy(c => c.Of.Cohort).SelectMany(g => g.Select(c =>
        {
            var brier = c.Of.Metrics.Brier.FirstOrDefault(b => b.Time == result.Horizon);
            return Markup.Row(
                Markup.RowHeader(c.Name),
                Markup.Number($"{Numbers.Count(c.Of.Metrics.Patients)} ({Numbers.Count(c.Of.Metrics.Events)})"),
                Markup.Estimate(SummarySection.MainAuc(result, c.Of)),
                Markup.Estimate(c.Of.Metrics.Concordance),
                Markup.Estimate(brier?.Brier, 3),
                Markup.Estimate(brier?.Accuracy));
        }).Prepend(Markup.Group(g.Key, 6)));
        return Markup.Table(caption, [head, .. MeasureColumns(result)], rows);
    }

    private static XElement Differences(StudyResult result, string caption, IEnumerable<PairedComparison> comparisons, params string[] heads) => Markup.Table(
        caption, [.. heads, .. MeasureColumns(result)],
        comparisons.GroupBy(c => c.Cohort).SelectMany(g =>
            g.Select(c => Markup.Row([Markup.RowHeader(c.Model), c.Reference, .. Differences(result, c)])).Prepend(Markup.Group(g.Key, 7))));

    private static object?[] Differences(StudyResult result, PairedComparison comparison)
    {
        XElement Of(string measure, double? time, int digits) =>
            Difference(comparison.Differences.FirstOrDefault(d => d.Measure == measure && d.Time == time)?.Comparison, digits);
        return
        [
            Markup.Number($"{Numbers.Count(comparison.Patients)} ({Numbers.Count(comparison.Events)})"),
            Of("AUC", result.Horizon, 2),
            Of("Uno's C", null, 2),
            Of("Brier score", result.Horizon, 3),
            Of("Index of prediction accuracy", result.Horizon, 2),
        ];
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
}

using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Studies.Results;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation;

namespace HccRisk.Reporting.Html;

/// <summary>What was done, said only as far as the result shows it, and where the numbers come from.</summary>
internal static class MethodsSection
{
    public static XElement Build(StudyResult result) => Markup.Section("methods", "Methods",
        Markup.P(string.Join(" ", Patients(result))),
        result.Models.Select(m => Markup.P(string.Join(" ", Model(m)))),
        Markup.P(string.Join(" ", Evaluation(result))));

    public static XElement Provenance(StudyResult result) => Markup.Section("provenance", "Provenance",
        Markup.Definitions(
        [
            ("Software", "HccRisk " + result.SoftwareVersion),
            ("Seed", Numbers.Count(result.Seed) + "; every random choice comes from it"),
            ("Data", result.Synthetic ? "SYNTHETIC patients, drawn from a known model" : "patients of the sites named above"),
            ("Time unit", result.TimeUnit),
            ("Main horizon", $"{Numbers.Plain(result.Horizon)} {result.TimeUnit}"),
        ]),
        Markup.Note("The same result gives this report byte for byte: it holds no date and no name of a machine."));

    private static IEnumerable<string> Patients(StudyResult result)
    {
        yield return $"The endpoint was: {result.Endpoint.TrimEnd('.', ' ')}.";
        var analysed = result.Sites.Sum(s => s.Patients);
        yield return $"{Numbers.Count(analysed)} {(result.Synthetic ? "synthetic " : "")}patients were analysed; {Numbers.Count(result.Exclusions.Select(e => e.PatientId).Distinct().Count())} were excluded with a reason recorded.";
        foreach (var role in result.Sites.GroupBy(s => s.Role))
        {
            yield return $"{ModelSection.Sentence(role.Key)[..^1]}: {string.Join(", ", role.Select(s => $"{s.Site} (n = {Numbers.Count(s.Patients)})"))}.";
        }
    }

    private static IEnumerable<string> Model(ModelResult model)
    {
        yield return $"Model {model.Name}: {ModelSection.Sentence(model.Description)}";
        if (model.FeaturesByModality.Count > 0)
        {
            yield return $"It was offered {string.Join(", ", model.FeaturesByModality.Select(f => $"{Numbers.Count(f.Value)} {f.Key} features"))}.";
        }

        yield return model.Penalty is { } penalty
            ? $"Its coefficients were shrunk by a {penalty.Kind} penalty of {Numbers.Significant(penalty.Strength)}, set on development patients."
            : "Nothing shrank its coefficients.";
        yield return "Its performance on development patients is cross-validated: score and risk of a patient come from the models of the folds that never saw the patient, averaged over repeats.";
        yield return model.External.Count > 0
            ? $"It was evaluated once on each external cohort ({string.Join("; ", model.External.Select(p => p.Cohort))})."
            : "It was not evaluated on external patients.";
    }

    private static IEnumerable<string> Evaluation(StudyResult result)
    {
        SurvivalMetrics[] performances = [.. result.Models.SelectMany(SummarySection.Evaluations).Select(p => p.Metrics)];
        string[] methods = [.. performances.SelectMany(Estimates).Select(e => e.Method).Where(m => m.Length > 0).Distinct()];
        if (methods.Length > 0)
        {
            yield return $"Estimators and intervals. {string.Join(" ", methods.Select(ModelSection.Sentence))}";
        }

        var groups = performances.SelectMany(p => p.Groups?.Groups ?? []).ToArray();
        if (groups.Length > 0)
        {
            yield return "Risk groups were made by a cut of the score chosen on development patients; their freedom from the event is by Kaplan-Meier, other first events censored"
                + (groups.Any(g => g.Incidence is not null) ? ", and the cumulative incidence with competing events by Aalen-Johansen" : "")
                + (performances.Any(p => p.Groups?.LogRank is not null) ? "; groups were compared by the log-rank test." : ".");
        }

        if (result.Characteristics.Any(c => c.StandardizedDifference is not null))
        {
            yield return "Development and external patients were compared by absolute standardised mean differences.";
        }
    }

    /// <summary>Every estimate the report shows of one cohort.</summary>
    private static IEnumerable<MetricEstimate> Estimates(SurvivalMetrics metrics) =>
    [
        metrics.Harrell,
        metrics.Concordance,
        .. metrics.Auc.Select(a => a.Auc),
        .. metrics.Brier.SelectMany(b => new[] { b.Brier, b.Accuracy }).OfType<MetricEstimate>(),
        .. new[] { metrics.IntegratedLogScore?.Score, metrics.Alpha }.OfType<MetricEstimate>(),
        .. metrics.Calibration.SelectMany(c => new[] { c.ObservedExpected, c.Slope }),
    ];
}

using System.Text.RegularExpressions;
using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Studies.Results;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation;
using HccRisk.Survival.Evaluation.Discrimination;

namespace HccRisk.Reporting.Html;

/// <summary>What was done, written from the protocol and the result, and where the numbers come from.</summary>
internal static partial class MethodsSection
{
    public static XElement Build(StudyResult result) => Markup.Section("methods", "Methods",
        new XElement("h3", "Patients and endpoint"),
        Markup.P(string.Join(" ", Patients(result))),
        result.Features is { } setup && (setup.Series.Count > 0 || setup.Slides)
            ? new object?[]
            {
                new XElement("h3", "Images and slides"),
                Paragraph(ImageMethods.Series(setup)),
                Paragraph(ImageMethods.Slides(setup)),
            }
            : null,
        new XElement("h3", "Models"),
        result.Models.Select(m => Markup.P(string.Join(" ", ModelMethods.Of(result, m)))),
        new XElement("h3", "Validation"),
        Markup.P(string.Join(" ", Validation(result))),
        Paragraph(Evaluation(result)));

    public static XElement Provenance(StudyResult result) => Markup.Section("provenance", "Provenance",
        Markup.Definitions(
        [
            ("Software", "HccRisk " + result.SoftwareVersion + "; research software, not a medical device, no conformity assessment"),
            ("Seed", Numbers.Count(result.Seed) + "; every random choice comes from it"),
            ("Data", result.Synthetic ? "SYNTHETIC patients, drawn from a known model" : "patients of the sites named above"),
            ("Time unit", result.TimeUnit),
            ("Main horizon", $"{Numbers.Plain(result.Horizon)} {result.TimeUnit}"),
        ]),
        Markup.Note("The same result gives this report byte for byte: it holds no date and no name of a machine. Hashes of what was read and written stand in manifest.json."));

    // The same estimator at another horizon is the same estimator.
    [GeneratedRegex(", (t|tau) = [0-9.]+")]
    private static partial Regex AtTime();

    private static XElement? Paragraph(IEnumerable<string> sentences)
    {
        var text = string.Join(" ", sentences);
        return text.Length == 0 ? null : Markup.P(text);
    }

    private static IEnumerable<string> Patients(StudyResult result)
    {
        yield return $"The endpoint was: {result.Endpoint.TrimEnd('.', ' ')}.";
        var analysed = result.Sites.Sum(s => s.Patients);
        yield return $"{Numbers.Count(analysed)} {(result.Synthetic ? "synthetic " : "")}patients were analysed; {Numbers.Count(result.Exclusions.Select(e => e.PatientId).Distinct().Count())} were excluded with a reason recorded.";
        foreach (var role in result.Sites.GroupBy(s => s.Role))
        {
            yield return $"{ModelSection.Sentence(role.Key)[..^1]}: {string.Join(", ", role.Select(s => $"{s.Site} (n = {Numbers.Count(s.Patients)})"))}.";
        }

        if (result.Protocol is { ConfirmedUnits: { Count: > 0 } units })
        {
            yield return $"Units of {ModelMethods.Join(units)} were checked by hand.";
        }
    }

    private static IEnumerable<string> Validation(StudyResult result)
    {
        if (result.Protocol is { } protocol)
        {
            yield return $"Performance on development patients is from {Numbers.Count(protocol.Folds)}-fold cross-validation, {(protocol.Repeats == 1 ? "once" : $"repeated {Numbers.Count(protocol.Repeats)} times")}, folds drawn from seed {Numbers.Count(protocol.Seed)}.";
            yield return "Whatever is learned (imputation, scaling, selection, penalty, coefficients, baseline) was learned on the training patients of each fold anew.";
        }

        yield return "Score and risk of a development patient come from the models of the folds that never saw the patient, averaged over repeats.";
        yield return result.Models.Any(m => m.External.Count > 0)
            ? $"Each model was then fitted to all development patients, frozen with its cut, and evaluated once on each external cohort ({string.Join("; ", result.Models.SelectMany(m => m.External).Select(e => e.Cohort).Distinct())})."
            : "No model was evaluated on external patients.";
        if (result.Protocol is { } plan)
        {
            yield return $"Called high risk are the {Numbers.Percent(plan.HighRiskFraction, 1)} of development patients with the highest cross-validated scores: that cut was not changed afterwards.";
            yield return "A control of the AUC at a horizon is a patient " + (plan.AucControls == AucControls.EventFree
                ? "known to be free of every event then; patients with a competing event before count neither as cases nor as controls."
                : "known to be free of the event then, also after a competing one.");
            if (plan.AblationLadder && result.Models.Any(m => m.Ladder.Count > 0))
            {
                yield return "Each model was also taken apart: models of fewer modalities were made by the same rules on the same patients.";
            }
        }

        if (result.Models.Any(m => m.Selection is not null))
        {
            yield return "Where the protocol names several learners the choice is part of what is cross-validated: inner folds choose, outer folds judge.";
        }

        if (result.Models.Any(m => m.Optimism is { Replicates: > 0 }))
        {
            yield return $"Optimism is from {Numbers.Count(result.Models.Max(m => m.Optimism?.Replicates ?? 0))} bootstrap samples in which everything learned was learned anew.";
        }

        if (result.Comparators.Count > 0)
        {
            yield return $"Models were compared with {ModelMethods.Join(result.Comparators.Select(c => c.Name))} on the patients who have both.";
        }
    }

    private static IEnumerable<string> Evaluation(StudyResult result)
    {
        SurvivalMetrics[] performances = [.. result.Models.SelectMany(SummarySection.Evaluations).Select(p => p.Metrics)];
        string[] methods = [.. performances.SelectMany(Estimates).Select(e => AtTime().Replace(e.Method, "")).Where(m => m.Length > 0).Distinct()];
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

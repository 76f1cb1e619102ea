using System.Text.Json;
using System.Text.Json.Serialization;
using HccRisk.Core.Storage;
using HccRisk.Plots;
using HccRisk.Reporting.Privacy;
using HccRisk.Studies.Results;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Validation;

namespace HccRisk.Reporting.Cards;

/// <summary>
/// A model card of each model of a study as JSON, by the sections of the applied model card of the Coalition for Health AI (version 0.2): numbers come from the
/// result; what only people know is <see cref="NotProvided"/>.
/// </summary>
public static class ModelCardReport
{
    /// <summary>What stands where only people know.</summary>
    public const string NotProvided = "NOT PROVIDED";

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Name of the card of a model: <c>post.card.json</c>.</summary>
    /// <param name="model">Name of the model.</param>
    public static string FileOf(string model)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        return model.ToLowerInvariant() + ".card.json";
    }

    /// <summary>Writes the card of each model.</summary>
    /// <param name="result">What the study found.</param>
    /// <param name="folder">Where to; it must exist.</param>
    public static void Write(StudyResult result, string folder)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        foreach (var model in result.Models)
        {
            AtomicFile.WriteText(Path.Combine(folder, FileOf(model.Name)), Text(result, model));
        }
    }

    /// <summary>The card of one model.</summary>
    /// <param name="result">What the study found.</param>
    /// <param name="model">One of its models.</param>
    /// <returns>JSON, lines set apart by a line feed.</returns>
    public static string Text(StudyResult result, ModelResult model)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(model);
        result = PatientCover.For(result, new ReportOptions()).Of(result);
        return JsonSerializer.Serialize(Card(result, model), Json).ReplaceLineEndings("\n") + "\n";
    }

    private static object Card(StudyResult result, ModelResult model)
    {
        var at = $"{Numbers.Plain(result.Horizon)} {result.TimeUnit}";
        var tested = model.External.Count > 0 ? string.Join("; ", model.External.Select(e => e.Cohort)) : model.Development.Cohort;
        return new
        {
            BasicInfo = new { ModelName = model.Name, ModelDeveloper = NotProvided, DeveloperContact = NotProvided },
            ReleaseInfo = new
            {
                ReleaseStage = "research software; not a medical device; no conformity assessment",
                ReleaseDate = NotProvided,
                ReleaseVersion = $"HccRisk {result.SoftwareVersion}, seed {Numbers.Count(result.Seed)}",
                GlobalAvailability = NotProvided,
            },
            ModelSummary = new { Summary = $"{model.Description} Endpoint: {result.Endpoint}", Keywords = (string[])["hepatocellular carcinoma", "recurrence", "survival", .. model.Modalities] },
            UsesAndDirections = new
            {
                IntendedUseAndWorkflow = "Research on prognosis after resection; not for decisions about a patient.",
                PrimaryIntendedUsers = "Researchers",
                HowToUse = $"Score above {Numbers.Fixed(model.Cut, 3)} is high risk ({model.CutRule}); probability of {result.EventName} by {at}.",
                TargetedPatientPopulation = string.Join("; ", result.Flow.Select(f => f.Name)) is { Length: > 0 } eligible ? eligible : NotProvided,
                CautionedOutOfScopeSettings = "Any use for care. Patients who do not fulfil the eligibility rules, or lack a modality the model reads.",
            },
            Warnings = new
            {
                KnownRisksAndLimitations = Limits(result),
                KnownBiasesOrEthicalConsiderations = NotProvided,
                ClinicalRiskLevel = "not assessed: research software",
            },
            TrustIngredients = new
            {
                AISystemFacts = new
                {
                    OutcomesAndOutputs = $"log-risk score, higher means more risk; probability of {result.EventName} by {at}",
                    ModelType = model.Method.Length > 0 ? model.Method : NotProvided,
                    FoundationModels = result.Features is { Slides: true } setup && model.Modalities.Contains("Pathomics") ? setup.Backbone ?? "built-in texture descriptor" : null,
                    InputDataSource = string.Join(", ", result.Sites.Where(s => s.Role == "development").Select(s => s.Site)),
                    OutputAndInputDataTypes = string.Join(", ", model.FeaturesByModality.Select(f => $"{f.Key}: {Numbers.Count(f.Value)} features")),
                    DevelopmentDataCharacterization = $"{Numbers.Count(model.Development.Metrics.Patients)} {(result.Synthetic ? "SYNTHETIC " : "")}patients, {Numbers.Count(model.Development.Metrics.Events)} with the event",
                    BiasMitigationApproaches = NotProvided,
                    OngoingMaintenance = NotProvided,
                },
                TransparencyInformation = new { FundingSource = NotProvided, StakeholdersConsulted = NotProvided },
            },
            KeyMetrics = new
            {
                UsefulnessUsabilityEfficacy = Metric("Tells apart who has the event sooner, and predicts its risk", tested, Efficacy(result, model)),
                FairnessEquity = Metric("Does as well in subgroups", tested, Fairness(model)),
                SafetyReliability = Metric("Does not speak of patients it does not know", tested, Safety(result, model)),
            },
            Resources = new { PeerReviewedPublications = NotProvided, PatientConsentOrDisclosure = NotProvided },
            Bibliography = NotProvided,
        };
    }

    private static string Limits(StudyResult result)
    {
        string[] limits =
        [
            .. result.Synthetic ? ["The patients are SYNTHETIC: no number says anything about real patients."] : Array.Empty<string>(),
            "No real patients with MRI and slides were available to validate this software.",
            .. result.Notes,
        ];
        return string.Join(" ", limits);
    }

    private static object Metric(string goal, string tested, IEnumerable<object> results)
    {
        object[] all = [.. results];
        return new
        {
            MetricGoal = goal,
            Results = all.Length > 0 ? all : [NotProvided],
            Interpretation = NotProvided,
            TestType = "external where there is a cohort, else cross-validated",
            TestingDataDescription = tested,
            ValidationProcessAndJustification = "fitted on development patients alone, frozen, evaluated once on each external cohort",
        };
    }

    private static IEnumerable<object> Efficacy(StudyResult result, ModelResult model)
    {
        foreach (var (cohort, metrics) in Tested(model).Select(e => (e.Cohort, e.Metrics)))
        {
            yield return Value($"Uno's C, {cohort}", metrics.Concordance);
            foreach (var auc in metrics.Auc.Where(a => a.Time == result.Horizon))
            {
                yield return Value($"AUC at {Numbers.Plain(auc.Time)}, {cohort}", auc.Auc);
            }

            foreach (var brier in metrics.Brier.Where(b => b.Time == result.Horizon))
            {
                yield return Value($"Brier score at {Numbers.Plain(brier.Time)}, {cohort}", brier.Brier);
            }

            foreach (var calibration in metrics.Calibration.Where(c => c.Time == result.Horizon))
            {
                yield return Value($"Observed over expected at {Numbers.Plain(calibration.Time)}, {cohort}", calibration.ObservedExpected);
            }
        }
    }

    private static IEnumerable<object> Fairness(ModelResult model) =>
        from cohort in Tested(model)
        from subgroup in cohort.Validation?.Subgroups ?? Array.Empty<SubgroupValidation>()
        from level in subgroup.Levels
        from performance in level.Models
        select Value($"Harrell's C, {subgroup.Name} {level.Name}, {cohort.Cohort}", performance.Harrell);

    private static IEnumerable<object> Safety(StudyResult result, ModelResult model)
    {
        foreach (var domain in model.Domains)
        {
            foreach (var (cohort, patients) in domain.Patients)
            {
                yield return Single($"Flagged as unlike development patients, {domain.Modality}, {cohort} (of {Numbers.Count(patients)})", domain.Flagged.GetValueOrDefault(cohort));
            }
        }

        yield return Single("Patients of the study it refuses for want of input", model.Exclusions.Count);
        yield return Single("Horizons refused beyond the follow-up", result.RefusedHorizons.Count);
    }

    private static IEnumerable<CohortEvaluation> Tested(ModelResult model) => model.External.Count > 0 ? model.External : [model.Development];

    private static object Value(string label, MetricEstimate estimate) => new
    {
        Label = label,
        ValueJson = estimate.Value is not { } value || !double.IsFinite(value)
            ? new { kind = "text", text = "not estimable: " + estimate.NotEstimable }
            : Numbers.HasInterval(estimate)
                ? new { kind = "estimate_ci", estimate = value, lower = estimate.Lower!.Value, upper = estimate.Upper!.Value, level = 100 * estimate.Level, unit = "" }
                : (object)new { kind = "single", value },
    };

    private static object Single(string label, int value) => new { Label = label, ValueJson = new { kind = "single", value } };
}

using System.Text.Json.Serialization;
using HccRisk.Cohorts;
using HccRisk.Core.Errors;
using HccRisk.Features.Harmonisation;
using HccRisk.Studies.Protocol;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Learning;

namespace HccRisk.Studies.Results;

/// <summary>One model of the study.</summary>
/// <param name="Name">"PRE" or "POST".</param>
/// <param name="Description">What goes in, and when it is available.</param>
/// <param name="FeaturesByModality">Number of input features by modality, before selection.</param>
/// <param name="Coefficients">Coefficients, largest effect first; empty for a model that is not linear in its inputs.</param>
/// <param name="Penalty">What shrank the coefficients, chosen on development patients; null without penalty.</param>
/// <param name="Cut">Score above which patients are called high risk, chosen on development patients and frozen.</param>
/// <param name="CutRule">How the cut was chosen, in words.</param>
/// <param name="Development">Cross-validated performance on the development site(s).</param>
/// <param name="External">Performance on each external site, evaluated once; empty without one.</param>
/// <param name="Predictions">One row a patient.</param>
public sealed record ModelResult(
    string Name,
    string Description,
    IReadOnlyDictionary<string, int> FeaturesByModality,
    IReadOnlyList<CoefficientRow> Coefficients,
    CoefficientPenalty? Penalty,
    double Cut,
    string CutRule,
    CohortEvaluation Development,
    IReadOnlyList<CohortEvaluation> External,
    IReadOnlyList<PatientPrediction> Predictions)
{
    /// <summary>The method in words: "ridge-penalised Cox model". Default empty: not recorded.</summary>
    public string Method { get; init; } = "";

    /// <summary>Modalities it reads: those of the protocol that the cohort has. Default empty: not recorded.</summary>
    public IReadOnlyList<string> Modalities { get; init; } = [];

    /// <summary>How it was made: its options with the study's and the learner's defaults in place of what they leave open. Default null: not recorded.</summary>
    public ModelingOptions? Modeling { get; init; }

    /// <summary>How the patients of the study became those of this model. Default empty: it uses them all.</summary>
    public IReadOnlyList<FlowStep> Flow { get; init; } = [];

    /// <summary>Patients of the study whom this model does not use, each with the reason. Default nobody.</summary>
    public IReadOnlyList<Exclusion> Exclusions { get; init; } = [];

    /// <summary>The model taken apart, fitted and judged on its own patients; the last rung is the model itself. Default empty: it has one modality, or nobody asked.</summary>
    public IReadOnlyList<LadderRung> Ladder { get; init; } = [];

    /// <summary>What each rung adds to those it contains, on the same patients. Default empty.</summary>
    public IReadOnlyList<PairedComparison> LadderComparisons { get; init; } = [];

    /// <summary>The external sites as one cohort, with the heterogeneity between them; null with fewer than two.</summary>
    public CohortEvaluation? AllExternal { get; init; }

    /// <summary>Each development site by a model of the others (internal-external validation), with the heterogeneity between them; null with fewer than two.</summary>
    public CohortEvaluation? InternalExternal { get; init; }

    /// <summary>Who is unlike the development patients, by modality. Default empty.</summary>
    public IReadOnlyList<DomainSummary> Domains { get; init; } = [];

    /// <summary>How the learner was chosen; null where there was one only.</summary>
    public LearnerSelection? Selection { get; init; }

    /// <summary>The performance on the development patients themselves, corrected for optimism by cross-validation, and by the bootstrap where the protocol asks for it.</summary>
    public OptimismSummary? Optimism { get; init; }

    /// <summary>Whether the development patients are enough for so many candidate parameters.</summary>
    public DevelopmentGate? SampleSize { get; init; }

    /// <summary>Clinical columns alone and together on development patients; null without any.</summary>
    public EffectTable? Effects { get; init; }

    /// <summary>Which inputs the fits of the cross-validation chose; null where the learner was chosen anew in every fold, and of late fusion.</summary>
    public FeatureStability? Stability { get; init; }

    /// <summary>
    /// Why each patient has the score of the final model; empty unless it was asked for, and of a model whose parts do not add up. Not in result.json.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<PatientExplanation> Explanations { get; init; } = [];

    /// <summary>How far image features depend on the site, before and after their harmonisation: all patients, a report a modality. Default empty: nothing is harmonised.</summary>
    public IReadOnlyList<SiteShiftReport> Harmonised { get; init; } = [];
}

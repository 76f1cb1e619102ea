using HccRisk.Cohorts;
using HccRisk.Core.Errors;
using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;
using HccRisk.Studies.Data;
using HccRisk.Studies.Protocol;

namespace HccRisk.Studies.Results;

/// <summary>Everything a study found: the source of the report, of the tables and of the run manifest.</summary>
[TypeFormatterSource(typeof(StudyResultFormatter))]
public sealed record StudyResult
{
    /// <summary>Title of the study.</summary>
    public required string Title { get; init; }

    /// <summary>True when the patients are synthetic; every page says so.</summary>
    public required bool Synthetic { get; init; }

    /// <summary>The one seed every random choice comes from.</summary>
    public required int Seed { get; init; }

    /// <summary>Version of the library.</summary>
    public required string SoftwareVersion { get; init; }

    /// <summary>The endpoint in words.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Name of the event of interest.</summary>
    public required string EventName { get; init; }

    /// <summary>Unit of all times: "months" or "days".</summary>
    public required string TimeUnit { get; init; }

    /// <summary>The main horizon.</summary>
    public required double Horizon { get; init; }

    /// <summary>How patients became the analysed ones.</summary>
    public required IReadOnlyList<FlowStep> Flow { get; init; }

    /// <summary>Patients left out, each with the reason.</summary>
    public required IReadOnlyList<Exclusion> Exclusions { get; init; }

    /// <summary>The sites.</summary>
    public required IReadOnlyList<SiteSummary> Sites { get; init; }

    /// <summary>What was decided before the study ran; its files are called by their part in the study. Default null: not recorded.</summary>
    public StudyProtocol? Protocol { get; init; }

    /// <summary>How features of images and slides were computed. Default null: not recorded.</summary>
    public FeatureSetup? Features { get; init; }

    /// <summary>Patients' characteristics.</summary>
    public required IReadOnlyList<CharacteristicRow> Characteristics { get; init; }

    /// <summary>The models.</summary>
    public required IReadOnlyList<ModelResult> Models { get; init; }

    /// <summary>Each model against those before it, on the patients who have both. Default empty.</summary>
    public IReadOnlyList<PairedComparison> Comparisons { get; init; } = [];

    /// <summary>What the models are compared with: clinical scores, columns, predictions of others. Default empty.</summary>
    public IReadOnlyList<ComparatorResult> Comparators { get; init; } = [];

    /// <summary>What a reader must know, in words: few events, refused horizons, rules not applied.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Other readings of the endpoint with what they count; empty when it has none.</summary>
    public IReadOnlyList<SensitivityEndpoint> SensitivityEndpoints { get; init; } = [];

    /// <summary>
    /// The models by each of those readings that changes somebody's outcome: the frozen predictions held against other outcomes, and models refitted by them where the protocol asks
    /// for it.
    /// </summary>
    public IReadOnlyList<SensitivityEvaluation> SensitivityEvaluations { get; init; } = [];

    /// <summary>How often patients were scanned, by site: without intervals where it is not known.</summary>
    public IReadOnlyList<ScanInterval> ScanIntervals { get; init; } = [];

    /// <summary>Horizons beyond the follow-up of a site: nothing is reported of them there.</summary>
    public IReadOnlyList<HorizonRefusal> RefusedHorizons { get; init; } = [];

    /// <summary>How much the features of each site differ from those of development patients, by modality. Default empty: there is one site only.</summary>
    public IReadOnlyList<SiteShift> Shifts { get; init; } = [];

    /// <summary>Clinical scores on the patients analysed, those that cannot be computed with the reason.</summary>
    public IReadOnlyList<ScoreSummary> Scores { get; init; } = [];

    /// <summary>The truth ladder of a synthetic cohort; empty for real patients.</summary>
    public IReadOnlyList<TruthRung> Truth { get; init; } = [];

    /// <summary>The result for a terminal.</summary>
    public override string ToString() => Printed.Lines(
        [
            $"{Title}: {EventName}, main horizon {Printed.Number(Horizon)} {TimeUnit}",
            .. from model in Models from cohort in (IEnumerable<CohortEvaluation>)[model.Development, .. model.External] select $"{model.Name}, {cohort.Cohort}: C {cohort.Metrics.Concordance}",
            .. Notes,
        ]);
}

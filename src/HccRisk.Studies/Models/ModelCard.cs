using HccRisk.Cohorts;
using HccRisk.Studies.Data;
using HccRisk.Studies.Protocol;
using HccRisk.Survival.CutPoints;

namespace HccRisk.Studies.Models;

/// <summary>What stands beside the ML.NET model in a model file: how to get from raw files to its inputs, and how to read its output.</summary>
public sealed record ModelCard
{
    /// <summary>The model as the protocol specified it.</summary>
    public required ModelSpecification Specification { get; init; }

    /// <summary>The method in words: "ridge-penalised Cox model".</summary>
    public required string Method { get; init; }

    /// <summary>Title of the study that made it.</summary>
    public required string Study { get; init; }

    /// <summary>Whether it was fitted on synthetic patients.</summary>
    public required bool Synthetic { get; init; }

    /// <summary>Schema of the clinical file.</summary>
    public required CohortSchema Schema { get; init; }

    /// <summary>Clinical columns the model was fitted with, in order.</summary>
    public required IReadOnlyList<string> ClinicalColumns { get; init; }

    /// <summary>
    /// Of each categorical feature the categories that development patients had, in the order of the schema: a patient with another is not scored. Default
    /// none, which checks nothing.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Categories { get; init; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>Values that development patients had in the columns with more than one unit: a new value in another unit is seen by them. Default none.</summary>
    public IReadOnlyDictionary<string, DevelopmentRange> Ranges { get; init; } = new Dictionary<string, DevelopmentRange>(StringComparer.Ordinal);

    /// <summary>What the inputs of each modality were like in development: who is unlike them is told with the score. Default none, which tells nobody.</summary>
    public IReadOnlyList<FeatureDomain> Domains { get; init; } = [];

    /// <summary>Clinical scores the model was fitted with.</summary>
    public required IReadOnlyList<string> Scores { get; init; }

    /// <summary>Numeric clinical columns that stand for themselves in the data: the size that image features are freed of. Default none.</summary>
    public IReadOnlyList<string> NumberColumns { get; init; } = [];

    /// <summary>How image and slide features are computed.</summary>
    public required FeatureSetup Features { get; init; }

    /// <summary>Name of the event predicted.</summary>
    public required string EventName { get; init; }

    /// <summary>Unit of times.</summary>
    public required string TimeUnit { get; init; }

    /// <summary>Main horizon of the predicted risk.</summary>
    public required double Horizon { get; init; }

    /// <summary>Cut of the score into low and high risk, chosen on development patients and frozen.</summary>
    public required RiskGroups Groups { get; init; }

    /// <summary>Sites it was fitted on.</summary>
    public required IReadOnlyList<string> DevelopmentSites { get; init; }

    /// <summary>Patients it was fitted on.</summary>
    public required int Patients { get; init; }

    /// <summary>Events among them.</summary>
    public required int Events { get; init; }

    /// <summary>Version of the library that made it.</summary>
    public required string SoftwareVersion { get; init; }

    /// <summary>What the model reads of a clinical file.</summary>
    internal ModelInputs Inputs => new(ClinicalColumns, Scores, NumberColumns, Specification.Modeling?.PublishedScore);

    /// <summary>The vectors its pipeline reads: modalities, and a published score.</summary>
    internal IReadOnlyList<string> Vectors => [.. Specification.Modalities, .. Inputs.Published is null ? [] : (string[])[ModelData.Offset]];

    /// <summary>What it does with a patient without a modality.</summary>
    internal MissingModality MissingModality => Specification.Modeling?.MissingModality ?? MissingModality.Complete;
}

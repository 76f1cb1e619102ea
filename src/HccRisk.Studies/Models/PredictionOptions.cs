using HccRisk.Cohorts;
using HccRisk.Pathomics.Embedding;

namespace HccRisk.Studies.Models;

/// <summary>How <see cref="RiskModel.Predict"/> scores new patients.</summary>
public sealed record PredictionOptions
{
    /// <summary>Which patients of the file to score. Default null: all.</summary>
    public Func<Patient, bool>? Keep { get; init; }

    /// <summary>
    /// Whether patients are scored although a column the model reads is absent from the file, or although they have no value at all in one of the
    /// model's modalities: the means of the development patients then stand in, and <see cref="Results.PatientPrediction.Imputed"/> says so. Columns that the schema
    /// does not let be missing must be there all the same, and so must images, masks and slides. Default false: an absent column is an error, and such a patient is not scored.
    /// </summary>
    public bool AllowMissing { get; init; }

    /// <summary>Clinical columns, by canonical name, whose units were checked by hand, as <see cref="CohortLoadOptions.ConfirmedUnits"/>. Default none.</summary>
    public IReadOnlyList<string> ConfirmedUnits { get; init; } = [];

    /// <summary>Folder that keeps extracted features for another run. Default null: extract anew.</summary>
    public string? StoreFolder { get; init; }

    /// <summary>Slide backbone, when the model was made with one that is not embedded. Default null.</summary>
    public OnnxBackbone? Backbone { get; init; }
}

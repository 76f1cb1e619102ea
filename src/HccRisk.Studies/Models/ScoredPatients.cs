using HccRisk.Studies.Results;
using HccRisk.Survival.Evaluation;

namespace HccRisk.Studies.Models;

/// <summary>What a fitted model says of some patients.</summary>
/// <param name="Predictions">One a patient, in the order of the rows.</param>
/// <param name="Risks">Predicted risks at every horizon of the model, one a patient.</param>
/// <param name="Coverage">Which inputs the patients have.</param>
internal sealed record ScoredPatients(IReadOnlyList<PatientPrediction> Predictions, IReadOnlyList<HorizonRisk> Risks, InputCoverage Coverage);

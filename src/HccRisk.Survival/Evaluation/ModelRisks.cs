namespace HccRisk.Survival.Evaluation;

/// <summary>What one model predicts.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Risks">Predicted risks at horizons, ascending in time.</param>
public sealed record ModelRisks(string Model, IReadOnlyList<HorizonRisk> Risks);

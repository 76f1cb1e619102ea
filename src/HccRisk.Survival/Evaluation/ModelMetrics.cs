namespace HccRisk.Survival.Evaluation;

/// <summary>What one model achieves.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Metrics">Its metrics, by <c>ml.Survival.Evaluate</c> or a cross-validation.</param>
public sealed record ModelMetrics(string Model, SurvivalMetrics Metrics);

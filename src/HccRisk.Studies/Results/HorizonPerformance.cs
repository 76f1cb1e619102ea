namespace HccRisk.Studies.Results;

/// <summary>How good a model is at one horizon.</summary>
/// <param name="Time">The horizon, in the study's time unit.</param>
/// <param name="Cases">Events of the cause up to the horizon.</param>
/// <param name="Auc">Cumulative/dynamic AUC.</param>
/// <param name="Brier">Brier score of the predicted risk, lower is better; null where no risk is predicted.</param>
public sealed record HorizonPerformance(double Time, int Cases, Estimate Auc, Estimate? Brier = null);

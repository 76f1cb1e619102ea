using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.Brier;

namespace HccRisk.Survival.Evaluation;

/// <summary>How good the risks of a model are at one horizon.</summary>
/// <param name="Model">The model.</param>
/// <param name="Time">The horizon.</param>
/// <param name="Auc">Cumulative/dynamic AUC of the risk at this horizon.</param>
/// <param name="Brier">Brier score and index of prediction accuracy.</param>
/// <param name="Integrated">Brier score from time 0 to this horizon, over the horizons up to it.</param>
public sealed record RiskScore(string Model, double Time, MetricEstimate Auc, BrierResult Brier, IntegratedBrierResult Integrated);

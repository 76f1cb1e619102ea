using HccRisk.Survival.Evaluation.ClinicalUtility;

namespace HccRisk.Plots;

/// <summary>One curve of <see cref="DecisionCurvePlot"/>.</summary>
/// <param name="Name">Name in the legend: a model.</param>
/// <param name="Curve">Its decision curve; those of one plot are of the same patients at the same horizon.</param>
public sealed record DecisionSeries(string Name, DecisionCurveResult Curve);

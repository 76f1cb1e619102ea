using HccRisk.Survival.Evaluation;

namespace HccRisk.Survival.Explanation;

/// <summary>What a model says of rows: a score each, and risks at the horizons it has them for.</summary>
internal sealed record HeldOutPredictions(double[] Scores, IReadOnlyList<HorizonRisk> Risks);

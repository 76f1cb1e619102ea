using HccRisk.Survival.Boosting;

namespace HccRisk.Boosting;

/// <summary>A boosted score and how it was chosen.</summary>
/// <param name="Trees">The score, 0 on average over the rows.</param>
/// <param name="Rounds">Number of rounds, trees that could not split included.</param>
/// <param name="Curve">Cross-validated log-likelihood of 0, 1, 2, ... rounds; empty without cross-validation.</param>
/// <param name="Scores">Score of each row by a model that did not learn from it; without cross-validation by the model itself.</param>
internal sealed record BoostedFit(BoostedTrees Trees, int Rounds, IReadOnlyList<double> Curve, double[] Scores);

namespace HccRisk.Survival.Catalog;

/// <summary>What cross-validation found.</summary>
/// <param name="Scores">
/// Log-risk of every row in the order of the data: the mean over repeats of the score by the model that did not see the row.
/// </param>
/// <param name="Metrics">Discrimination of <paramref name="Scores"/>; its intervals treat the scores as given.</param>
/// <param name="Repeats">Discrimination of each repeat's own out-of-fold scores: how much the choice of folds matters.</param>
public sealed record CrossValidationResult(IReadOnlyList<double> Scores, SurvivalMetrics Metrics, IReadOnlyList<SurvivalMetrics> Repeats);

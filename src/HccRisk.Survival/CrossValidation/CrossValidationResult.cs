using HccRisk.Core.Notebooks;
using HccRisk.Survival.Evaluation;
using HccRisk.Survival.Resampling;

namespace HccRisk.Survival.CrossValidation;

/// <summary>What cross-validation found.</summary>
/// <param name="Scores">
/// Log-risk of every row in the order of the data: the mean over repeats of the score by the model that did not see the row.
/// </param>
/// <param name="Metrics">
/// Metrics of <paramref name="Scores"/> and <see cref="Risks"/> over all rows; their intervals treat the predictions as given. Rows of
/// different folds are compared with each other, though different models scored them: <see cref="Folds"/> does not.
/// </param>
/// <param name="Repeats">Metrics of each repeat's own out-of-fold predictions: how much the choice of folds matters.</param>
[TypeFormatterSource(typeof(CrossValidationFormatter))]
public sealed record CrossValidationResult(IReadOnlyList<double> Scores, SurvivalMetrics Metrics, IReadOnlyList<SurvivalMetrics> Repeats)
{
    /// <summary>
    /// Risk of every row at each horizon the pipeline predicts for: the mean over repeats of the risk by the model that did not see the row,
    /// NaN where a repeat predicts none. Empty when the pipeline writes no risks.
    /// </summary>
    public IReadOnlyList<HorizonRisk> Risks { get; init; } = [];

    /// <summary>
    /// Survival of every row at its own time by the models that did not see the row: the mean over repeats. Empty when the pipeline is no survival model.
    /// </summary>
    public IReadOnlyList<OwnSurvival> OwnSurvival { get; init; } = [];

    /// <summary>Every fold, repeat by repeat, with metrics of its own.</summary>
    public IReadOnlyList<FoldResult> Folds { get; init; } = [];

    /// <summary>Every metric over the folds: mean, deviation, and which folds gave none and why.</summary>
    public IReadOnlyList<FoldSummary> Summary { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"out of fold, {Folds.Count} folds:{Environment.NewLine}{Metrics}");
}

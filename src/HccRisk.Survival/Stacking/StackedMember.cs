using Microsoft.ML;

namespace HccRisk.Survival.Stacking;

/// <summary>One of the models that <see cref="StackedTrainer"/> joins.</summary>
/// <param name="Name">What it is called: its score stays in a column "Score.Name".</param>
/// <param name="Pipeline">Unfitted pipeline that ends in a score (a log hazard ratio).</param>
/// <param name="AbsentColumn">
/// Number column that is 1 for rows of which this model knows nothing (a modality without values): it is fitted on the others, and adds nothing to the
/// score of these. Null: it knows every row.
/// </param>
public sealed record StackedMember(string Name, IEstimator<ITransformer> Pipeline, string? AbsentColumn = null);

using HccRisk.Survival.Evaluation;
using HccRisk.Survival.Resampling;

namespace HccRisk.Survival.CrossValidation;

/// <summary>What one fold of a cross-validation found.</summary>
/// <param name="Fold">The rows it was taught by and the rows it was judged on.</param>
/// <param name="Name">The site of the fold when folds are sites, otherwise its number from 1.</param>
/// <param name="Metrics">Metrics of its test rows alone; those that so few rows do not give say why.</param>
public sealed record FoldResult(Fold Fold, string Name, SurvivalMetrics Metrics);

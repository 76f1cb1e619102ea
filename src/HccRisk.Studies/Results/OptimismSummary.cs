using HccRisk.Survival.CrossValidation;

namespace HccRisk.Studies.Results;

/// <summary>The performance of a model on its own patients, corrected for optimism: imputation, preparation, selection and fit are made anew in each bootstrap sample.</summary>
/// <param name="Replicates">Bootstrap samples of development patients.</param>
/// <param name="Measures">Harrell's C, AUC and Brier score at the main horizon, slope of the score; each with the samples that failed.</param>
public sealed record OptimismSummary(int Replicates, IReadOnlyList<OptimismMeasure> Measures);

using HccRisk.Survival.CrossValidation;

namespace HccRisk.Studies.Results;

/// <summary>The performance of a model on its own patients, corrected for optimism.</summary>
/// <param name="CrossValidation">Harrell's C, AUC and Brier score at the main horizon, beside those by cross-validation.</param>
/// <param name="Replicates">
/// Bootstrap samples of development patients, in each of which imputation, preparation, selection and fit are made anew; 0 where the protocol asks for none.
/// </param>
/// <param name="Bootstrap">The same measures, and the slope of the score, by the bootstrap; each with the samples that failed. Empty without samples.</param>
public sealed record OptimismSummary(IReadOnlyList<ApparentMeasure> CrossValidation, int Replicates, IReadOnlyList<OptimismMeasure> Bootstrap);

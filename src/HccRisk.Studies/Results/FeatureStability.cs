namespace HccRisk.Studies.Results;

/// <summary>Which inputs a model chooses when its development patients are others: over the fits of the cross-validation, each to its training patients.</summary>
/// <param name="Fits">Number of fits: folds times repeats.</param>
/// <param name="Modalities">How steady the choice is in each modality.</param>
/// <param name="Features">Every input that was chosen at least once, the most frequent first.</param>
public sealed record FeatureStability(int Fits, IReadOnlyList<ModalityStability> Modalities, IReadOnlyList<FeatureFrequency> Features);

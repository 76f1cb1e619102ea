namespace HccRisk.Survival.Evaluation.Discrimination;

/// <summary>One point of a time-dependent ROC curve.</summary>
/// <param name="Threshold">A patient is positive when the score is above it; negative infinity calls everybody positive.</param>
/// <param name="Sensitivity">Share of cases that are positive, 0 to 1.</param>
/// <param name="Specificity">Share of controls that are negative, 0 to 1.</param>
public sealed record RocPoint(double Threshold, double Sensitivity, double Specificity);

using HccRisk.Survival.HypothesisTests;

namespace HccRisk.Survival.Validation;

/// <summary>Does a measure of a model differ between the levels of a subgroup?</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Measure">
/// "Harrell C", "AUC", "O/E" or "calibration slope" by Cochran's test of the levels that have a standard error; "effect" by the likelihood ratio of a Cox
/// model in which the levels have their own coefficients of the marker against one in which they share it, other causes censored.
/// </param>
/// <param name="Test">The test; null when not estimable.</param>
/// <param name="NotEstimable">Why there is none, in words; null when there is one.</param>
public sealed record InteractionTest(string Model, string Measure, ChiSquareTest? Test, string? NotEstimable = null);

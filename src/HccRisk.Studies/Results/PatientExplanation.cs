namespace HccRisk.Studies.Results;

/// <summary>Why the final model scores a patient as it does: mean score, contributions and what is left add up to the score.</summary>
/// <param name="PatientId">The patient.</param>
/// <param name="Score">Score by the final model, which development patients helped to make: not the cross-validated one that judges it.</param>
/// <param name="MeanScore">Mean score of the development patients.</param>
/// <param name="Inputs">The inputs that add or take most, the largest first.</param>
/// <param name="Others">What all other inputs add together.</param>
public sealed record PatientExplanation(string PatientId, double Score, double MeanScore, IReadOnlyList<InputContribution> Inputs, double Others);

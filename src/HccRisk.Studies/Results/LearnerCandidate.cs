namespace HccRisk.Studies.Results;

/// <summary>A learner that could be chosen.</summary>
/// <param name="Learner">Its name.</param>
/// <param name="Mean">Mean of the metric over the inner folds of all development patients; it was chosen by this figure, which promises too much. Null where it failed.</param>
/// <param name="StandardError">Standard error of <paramref name="Mean"/>; null where there is none.</param>
/// <param name="Chosen">Outer folds in which it was chosen.</param>
/// <param name="Fault">Why it could not be fitted; null when it could.</param>
public sealed record LearnerCandidate(string Learner, double? Mean, double? StandardError, int Chosen, string? Fault);

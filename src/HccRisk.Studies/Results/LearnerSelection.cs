namespace HccRisk.Studies.Results;

/// <summary>How a learner was chosen, and how steady the choice is.</summary>
/// <param name="Metric">What the choice was made by, in the mean over the inner folds.</param>
/// <param name="Winner">The learner chosen on all development patients, and frozen.</param>
/// <param name="Candidates">The candidates in the order of the protocol.</param>
/// <param name="OuterFolds">Outer folds, all repeats together: the cross-validated figures come from models chosen and fitted without their patients.</param>
/// <param name="Rule">How the winner is found, in words.</param>
public sealed record LearnerSelection(string Metric, string Winner, IReadOnlyList<LearnerCandidate> Candidates, int OuterFolds, string Rule);

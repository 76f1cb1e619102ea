namespace HccRisk.Survival.Tuning;

/// <summary>One outer fold of a nested cross-validation.</summary>
/// <param name="Name">The site of the fold when folds are sites, otherwise its number from 1.</param>
/// <param name="Repeat">Which repeat of the partition, from 0.</param>
/// <param name="Chosen">What was chosen on its training rows; its mean is that of the inner folds.</param>
/// <param name="TestRows">Number of test rows.</param>
/// <param name="Value">The metric on the test rows, which took no part in the choice; null where they are too few to tell.</param>
public sealed record OuterFold(string Name, int Repeat, TuningTrial Chosen, int TestRows, double? Value);

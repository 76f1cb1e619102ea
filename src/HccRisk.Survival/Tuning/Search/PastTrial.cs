namespace HccRisk.Survival.Tuning.Search;

/// <summary>A trial as the search sees it.</summary>
/// <param name="Values">A number a dimension; NaN where it has no value.</param>
/// <param name="State">What became of it.</param>
/// <param name="Steps">Folds it went through.</param>
/// <param name="Loss">Mean over those folds, lower = better; of no meaning unless complete or pruned.</param>
internal sealed record PastTrial(double[] Values, PastTrialState State, int Steps, double Loss);

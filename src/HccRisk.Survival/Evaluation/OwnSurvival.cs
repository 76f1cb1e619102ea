namespace HccRisk.Survival.Evaluation;

/// <summary>What a model says of a patient at the time that patient's follow-up ended.</summary>
/// <param name="Time">The own time; earlier where the model knows nothing of it: the last time it knows, at which the patient then counts as censored.</param>
/// <param name="Survival">
/// Predicted probability of being free of the event of interest at <paramref name="Time"/>, other causes counted as censored; NaN where the model predicts none.
/// </param>
public readonly record struct OwnSurvival(double Time, double Survival);

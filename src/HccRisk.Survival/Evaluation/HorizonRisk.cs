namespace HccRisk.Survival.Evaluation;

/// <summary>Predicted risks at one horizon.</summary>
/// <param name="Time">The horizon, in the unit of the follow-up.</param>
/// <param name="Risk">
/// Probability of the event of interest by <paramref name="Time"/> of every row, 0 to 1; NaN where the model predicts none: its training
/// follow-up ends before, or its training had no such stratum.
/// </param>
public sealed record HorizonRisk(double Time, IReadOnlyList<double> Risk);

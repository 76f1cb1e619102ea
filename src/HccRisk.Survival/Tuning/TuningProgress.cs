namespace HccRisk.Survival.Tuning;

/// <summary>How far a search is.</summary>
/// <param name="Done">Trials made, those read from a record with them.</param>
/// <param name="Total">Trials to make in all.</param>
/// <param name="Latest">The trial just made.</param>
public sealed record TuningProgress(int Done, int Total, TuningTrial Latest);

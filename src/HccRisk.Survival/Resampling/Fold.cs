namespace HccRisk.Survival.Resampling;

/// <summary>One split into training and test rows; both ascending, together every row once.</summary>
/// <param name="Repeat">Which repeat of the whole partition, from 0.</param>
/// <param name="Index">Which fold of the repeat, from 0.</param>
/// <param name="Training">Rows to develop on.</param>
/// <param name="Test">Rows to evaluate on.</param>
public sealed record Fold(int Repeat, int Index, IReadOnlyList<int> Training, IReadOnlyList<int> Test);

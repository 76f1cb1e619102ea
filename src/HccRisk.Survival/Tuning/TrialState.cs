namespace HccRisk.Survival.Tuning;

/// <summary>What became of a trial.</summary>
public enum TrialState
{
    /// <summary>It went through all folds.</summary>
    Complete,

    /// <summary>It was stopped before the last fold, being worse than the best.</summary>
    Pruned,

    /// <summary>It could not be fitted or judged; <see cref="TuningTrial.Error"/> says why.</summary>
    Failed,
}

namespace HccRisk.Survival.Tuning.Search;

/// <summary>What became of a trial, as the search sees it.</summary>
internal enum PastTrialState
{
    /// <summary>It went through all folds.</summary>
    Complete,

    /// <summary>It was stopped before the last fold.</summary>
    Pruned,

    /// <summary>It could not be fitted: an example of what to keep away from.</summary>
    Failed,

    /// <summary>It is being fitted beside the one that is drawn: taken for a bad one, so that the next is not drawn at the same place.</summary>
    Running,
}

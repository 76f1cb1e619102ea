namespace HccRisk.Survival.Tuning;

/// <summary>Which trials are stopped before their last fold.</summary>
public enum TrialPruner
{
    /// <summary>
    /// One that a paired signed-rank test (Wilcoxon, Biometrics 1945; exact, one-sided) finds worse than the best trial on the folds so far, and whose mean is worse too. With
    /// p below 0.1 that takes four folds or more.
    /// </summary>
    Wilcoxon,

    /// <summary>None: every trial goes through all folds.</summary>
    None,
}

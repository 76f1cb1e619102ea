namespace HccRisk.Survival.Tuning.Search;

/// <summary>How the values of trials are drawn.</summary>
public enum SearchMethod
{
    /// <summary>
    /// Tree-structured Parzen estimator (Bergstra and others, NIPS 2011), its kernels over all dimensions at once as Optuna has them: after ten trials at random, new ones
    /// are drawn where good ones are more frequent than the others.
    /// </summary>
    Tpe,

    /// <summary>Each trial at random, whatever the others gave.</summary>
    Random,
}

namespace HccRisk.Survival.Tuning;

/// <summary>What ended a search.</summary>
public enum TuningStop
{
    /// <summary>All trials were made.</summary>
    Trials,

    /// <summary>The time was up: the result is the best of the trials that were made.</summary>
    Time,

    /// <summary>It was cancelled: the result is the best of the trials that were made.</summary>
    Cancelled,
}

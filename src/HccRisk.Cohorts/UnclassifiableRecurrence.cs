namespace HccRisk.Cohorts;

/// <summary>What becomes of a first recurrence whose findings leave open whether it was within the Milan criteria.</summary>
public enum UnclassifiableRecurrence
{
    /// <summary>
    /// An event of its own (<see cref="AggressiveRecurrenceEndpoint.Unclassified"/>), neither dropped nor guessed: the patient is at risk up to the recurrence.
    /// Where every other cause counts as a non-case (cumulative incidence, AUC with controls of other causes) that is as favourable as
    /// <see cref="WithinMilan"/>: read it with <see cref="BeyondMilan"/> beside.
    /// </summary>
    Kept,

    /// <summary>The best case: every one of them was within the criteria.</summary>
    WithinMilan,

    /// <summary>The worst case: every one of them was beyond the criteria.</summary>
    BeyondMilan,

    /// <summary>Follow-up ends at the recurrence: the label at a later landmark is unknown, and weighting for censoring stands in for it.</summary>
    Censored,

    /// <summary>The patient is left out with the reason. That conditions on what happened after surgery.</summary>
    Excluded,
}

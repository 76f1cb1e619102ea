namespace HccRisk.Cohorts;

/// <summary>What a liver transplant before recurrence is.</summary>
public enum TransplantHandling
{
    /// <summary>A competing event (<see cref="AggressiveRecurrenceEndpoint.Transplant"/>): the remnant liver cannot recur any more.</summary>
    Competing,

    /// <summary>The end of follow-up: what would be seen if nobody were transplanted, and transplants told nothing of the risk.</summary>
    Censored,
}

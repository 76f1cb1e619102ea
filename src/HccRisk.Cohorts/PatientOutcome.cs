namespace HccRisk.Cohorts;

/// <summary>Time to the first event, and which event it was.</summary>
/// <param name="Time">Time from resection in the unit of the endpoint (months unless it says otherwise), above zero.</param>
/// <param name="Event">0 censored; 1 the event of interest; above 1 a competing event.</param>
public readonly record struct PatientOutcome(double Time, int Event)
{
    /// <summary>
    /// The landmark label at a horizon: true when event 1 happened at or before it; false when the patient is known to have reached the
    /// horizon without it, or had another first event before; null when censored before the horizon (weight by inverse probability of
    /// censoring, or leave out: that conditions on the future).
    /// </summary>
    /// <param name="horizon">In the unit of <see cref="Time"/>; an event exactly at the horizon counts as before it.</param>
    public bool? LabelAt(double horizon) => (Event, Time <= horizon) switch
    {
        (1, true) => true,
        (0, true) when Time < horizon => null,
        _ => false,
    };
}

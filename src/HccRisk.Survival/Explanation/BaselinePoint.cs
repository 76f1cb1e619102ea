namespace HccRisk.Survival.Explanation;

/// <summary>The baseline of a model at a time.</summary>
/// <param name="Stratum">Name of the stratum; empty for a model without strata.</param>
/// <param name="Time">The time, in the unit of the training times.</param>
/// <param name="Survival">Probability of being free of the event, 0 to 1; NaN beyond the longest follow-up in training.</param>
/// <param name="Incidence">Probability of having had the event of the cause, 0 to 1, competing causes taken into account; NaN beyond the longest follow-up.</param>
public sealed record BaselinePoint(string Stratum, double Time, double Survival, double Incidence);

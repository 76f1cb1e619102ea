namespace HccRisk.Studies.Results;

/// <summary>A step function of time with a 95 % confidence band; it starts at (0, 1) for survival, at (0, 0) for incidence.</summary>
/// <param name="Times">Times of the steps, rising, in the study's time unit.</param>
/// <param name="Values">Value from each time on.</param>
/// <param name="Lower">Lower limits; NaN where there is none.</param>
/// <param name="Upper">Upper limits; NaN where there is none.</param>
/// <param name="CensoringTimes">Times at which patients were censored, for the tick marks.</param>
public sealed record StepCurve(
    IReadOnlyList<double> Times,
    IReadOnlyList<double> Values,
    IReadOnlyList<double> Lower,
    IReadOnlyList<double> Upper,
    IReadOnlyList<double> CensoringTimes);

using HccRisk.Core.Printing;

namespace HccRisk.Survival.Curves;

/// <summary>One point of a survival curve.</summary>
/// <param name="Time">The time asked for.</param>
/// <param name="AtRisk">Patients still followed just before it.</param>
/// <param name="Survival">Probability of being free of the event after it, 0 to 1.</param>
/// <param name="StandardError">Its standard error; NaN where survival is 0.</param>
/// <param name="Lower">Lower confidence limit; NaN where the scale has no value.</param>
/// <param name="Upper">Upper confidence limit; NaN where the scale has no value.</param>
public sealed record SurvivalPoint(double Time, double AtRisk, double Survival, double StandardError, double Lower, double Upper)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Printed.Share(Survival)} ({Printed.Share(Lower)} to {Printed.Share(Upper)}) at {Printed.Number(Time)}, {Printed.Number(AtRisk)} at risk";
}

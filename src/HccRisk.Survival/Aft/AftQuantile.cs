using HccRisk.Core.Printing;

namespace HccRisk.Survival.Aft;

/// <summary>The predicted time by which a fraction of patients like this one have had the event.</summary>
/// <param name="Probability">The fraction, between 0 and 1; 0.5 for the median.</param>
/// <param name="Time">The time.</param>
/// <param name="StandardError">Its standard error by the delta method (as R's predict of a survreg).</param>
/// <param name="Lower">Lower confidence limit, symmetric on the logarithm of time.</param>
/// <param name="Upper">Upper confidence limit, symmetric on the logarithm of time.</param>
public sealed record AftQuantile(double Probability, double Time, double StandardError, double Lower, double Upper)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Printed.Number(100 * Probability)}% have had the event by {Printed.Interval(Time, Lower, Upper)}";
}

using HccRisk.Core.Printing;

namespace HccRisk.Survival.Curves;

/// <summary>The time by which a fraction of patients had the event.</summary>
/// <param name="Probability">The fraction, between 0 and 1; 0.5 for the median.</param>
/// <param name="Time">The time; null when the curve never falls that far.</param>
/// <param name="Lower">Lower confidence limit; null when its curve never falls that far.</param>
/// <param name="Upper">Upper confidence limit; null when its curve never falls that far.</param>
public sealed record SurvivalQuantile(double Probability, double? Time, double? Lower, double? Upper)
{
    /// <inheritdoc/>
    public override string ToString() => Time is null ? "not reached" : $"{Printed.Number(Time)} ({(Lower is null ? "-" : Printed.Number(Lower))} to {(Upper is null ? "not reached" : Printed.Number(Upper))})";
}

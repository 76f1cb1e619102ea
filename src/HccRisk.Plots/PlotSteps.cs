using HccRisk.Survival.Curves;

namespace HccRisk.Plots;

/// <summary>A step curve as it is drawn.</summary>
/// <param name="Times">Times of the steps, rising.</param>
/// <param name="Values">Value from each time on.</param>
/// <param name="Lower">Lower limits; NaN where there is none.</param>
/// <param name="Upper">Upper limits; NaN where there is none.</param>
/// <param name="CensoringTimes">Times of the tick marks.</param>
internal sealed record PlotSteps(
    IReadOnlyList<double> Times, IReadOnlyList<double> Values, IReadOnlyList<double> Lower, IReadOnlyList<double> Upper, IReadOnlyList<double> CensoringTimes)
{
    public static PlotSteps Of(KaplanMeier curve) =>
        new(curve.Times, curve.Survival, curve.Lower, curve.Upper, [.. curve.Times.Where((_, i) => curve.Censored[i] > 0)]);

    public static PlotSteps? Of(IncidenceCurve? curve) =>
        curve is null ? null : new(curve.Times, curve.Incidence, curve.Lower, curve.Upper, []);
}

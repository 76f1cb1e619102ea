using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;

namespace HccRisk.Survival.Curves;

/// <summary>The cumulative incidence of one cause as a step function of time.</summary>
/// <param name="Cause">Event code of the cause.</param>
/// <param name="Times">Distinct times, ascending, censoring times included.</param>
/// <param name="Incidence">Probability of having had the event just after each time, rising from 0.</param>
/// <param name="StandardErrors">Standard error of the incidence.</param>
/// <param name="Lower">Lower confidence limits; NaN where the incidence is 0.</param>
/// <param name="Upper">Upper confidence limits; NaN where the incidence is 0.</param>
[TypeFormatterSource(typeof(IncidenceFormatter))]
public sealed record IncidenceCurve(
    int Cause,
    IReadOnlyList<double> Times,
    IReadOnlyList<double> Incidence,
    IReadOnlyList<double> StandardErrors,
    IReadOnlyList<double> Lower,
    IReadOnlyList<double> Upper)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"cumulative incidence of cause {Cause}, {Times.Count} times; {Printed.Share(Incidence[^1])} ({Printed.Share(Lower[^1])} to {Printed.Share(Upper[^1])}) at {Printed.Number(Times[^1])}");
}

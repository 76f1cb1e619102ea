using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;

namespace HccRisk.Survival.Curves;

/// <summary>
/// Survival as exp(-hazard), with tied events taken to follow one another (Fleming and Harrington, Commun Stat Theory 1984; R's
/// survfit with <c>stype = 2, ctype = 2</c>).
/// </summary>
/// <param name="Times">Distinct times, ascending, censoring times included.</param>
/// <param name="CumulativeHazard">Cumulative hazard just after each time: a tie of d events among n adds 1/n + 1/(n-1) + ... (d terms).</param>
/// <param name="Survival">Survival probability just after each time; never quite 0.</param>
/// <param name="StandardErrors">Standard error of <paramref name="Survival"/>.</param>
[TypeFormatterSource(typeof(FlemingHarringtonFormatter))]
public sealed record FlemingHarringtonCurve(
    IReadOnlyList<double> Times, IReadOnlyList<double> CumulativeHazard, IReadOnlyList<double> Survival, IReadOnlyList<double> StandardErrors)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"Fleming-Harrington curve, {Times.Count} times; survival {Printed.Share(Survival[^1])} at {Printed.Number(Times[^1])}");
}

using HccRisk.Core.Printing;

namespace HccRisk.Survival.HypothesisTests;

/// <summary>One group of a log-rank test.</summary>
/// <param name="Group">The caller's group code.</param>
/// <param name="Count">Rows in the group (patients, unless rows have entry times or weights).</param>
/// <param name="Observed">Events observed (weighted when rho is not 0).</param>
/// <param name="Expected">Events expected if all groups had the same hazard (weighted when rho is not 0).</param>
public sealed record LogRankGroup(int Group, int Count, double Observed, double Expected)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"group {Group}: {Count} patients, {Printed.Number(Observed)} events, {Printed.Number(Expected)} expected");
}

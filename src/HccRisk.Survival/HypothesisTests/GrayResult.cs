using HccRisk.Core.Notebooks;

namespace HccRisk.Survival.HypothesisTests;

/// <summary>Gray's test of one cause.</summary>
/// <param name="Cause">Event code.</param>
/// <param name="Test">Chi-square test that the groups have the same cumulative incidence of this cause.</param>
/// <param name="Groups">Group codes, ascending.</param>
/// <param name="Scores">Score of each group: above 0, more events of this cause than expected. They sum to 0.</param>
/// <param name="Rho">Exponent of the weights.</param>
/// <param name="Strata">Number of strata; 1 without stratification.</param>
[TypeFormatterSource(typeof(GrayFormatter))]
public sealed record GrayResult(
    int Cause, ChiSquareTest Test, IReadOnlyList<int> Groups, IReadOnlyList<double> Scores, double Rho, int Strata)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"Gray's test of cause {Cause} between {Groups.Count} groups: {Test}");
}

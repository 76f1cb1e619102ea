using HccRisk.Core.Printing;

namespace HccRisk.Survival.HypothesisTests;

/// <summary>The log-rank test of two of several groups, on the patients of these two alone.</summary>
/// <param name="First">Code of one group.</param>
/// <param name="Second">Code of the other, greater than <paramref name="First"/>.</param>
/// <param name="Result">The test of the pair.</param>
/// <param name="AdjustedPValue">Its p-value corrected for the number of pairs, 0 to 1.</param>
public sealed record LogRankPair(int First, int Second, LogRankResult Result, double AdjustedPValue)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{First} against {Second}: {Result.Test}, adjusted {Printed.P(AdjustedPValue)}");
}

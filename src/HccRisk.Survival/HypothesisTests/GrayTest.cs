using System.Globalization;
using HccRisk.Survival.Data;
using HccRisk.Survival.Regression;

namespace HccRisk.Survival.HypothesisTests;

/// <summary>
/// Gray's test for equality of the cumulative incidence of one cause among groups under competing risks (Gray, Ann Stat 1988),
/// stratified if wanted; the values of R's cuminc.
/// </summary>
/// <remarks>
/// Entry times and case weights are refused: Gray's variance is derived for complete follow-up from 0 of patients who count once.
/// </remarks>
public static class GrayTest
{
    /// <summary>Tests one cause.</summary>
    /// <param name="outcome">Follow-up with one code a cause.</param>
    /// <param name="groups">Group code of each patient; any integers, at least two different ones.</param>
    /// <param name="cause">Event code to test.</param>
    /// <param name="rho">Exponent of the weights (1 - F(t-))^rho, with F the pooled incidence; above 0, early differences count more.</param>
    /// <param name="strata">Stratum code of each patient; empty for none. Only patients of one stratum are compared.</param>
    /// <returns>The test; NaN, on 0 degrees of freedom, when the scores of the groups do not vary.</returns>
    /// <exception cref="ArgumentException">Lengths differ, there is only one group, there are more than 1,000, or rho is not finite.</exception>
    /// <exception cref="NotSupportedException">The outcome has entry times or weights.</exception>
    /// <exception cref="NoEventsException">Nobody had the event of this cause.</exception>
    public static GrayResult Test(
        SurvivalOutcome outcome, ReadOnlySpan<int> groups, int cause, double rho = 0, ReadOnlySpan<int> strata = default)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        outcome.RequirePlain("Gray's test");
        if (!double.IsFinite(rho))
        {
            throw new ArgumentOutOfRangeException(nameof(rho), rho, "rho must be finite.");
        }

        var (group, codes) = GroupCodes.AtLeastTwo(groups, outcome, nameof(groups));
        if (!outcome.Causes.Contains(cause))
        {
            throw new NoEventsException(string.Create(
                CultureInfo.InvariantCulture,
                $"Gray's test needs events: none of {outcome.Count} patients had cause {cause}; the causes are {string.Join(", ", outcome.Causes)}."));
        }

        var width = codes.Length;
        var scores = new double[width];
        var covariance = new double[width * width];
        var stratumRows = GroupCodes.Strata(strata, outcome, nameof(strata));
        foreach (var rows in stratumRows)
        {
            new GrayKernel(outcome, rows, group, width, cause, rho).AddTo(scores, covariance);
        }

        // The scores sum to 0: one group is left out. Which one does not matter.
        var rank = width - 1;
        var solved = scores[..rank];
        var factor = new CholeskyFactor(covariance, rank, width);
        factor.Solve(solved);
        double statistic = 0;
        for (var k = 0; k < rank; k++)
        {
            statistic += solved[k] * scores[k];
        }

        return new GrayResult(cause, factor.Rank > 0 ? new ChiSquareTest(Math.Max(0, statistic), factor.Rank) : ChiSquareTest.NotEstimable, codes, scores, rho, stratumRows.Length);
    }
}

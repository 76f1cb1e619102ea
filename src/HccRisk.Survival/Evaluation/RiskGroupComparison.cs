using HccRisk.Survival.CutPoints;
using HccRisk.Survival.Data;
using HccRisk.Survival.HypothesisTests;

namespace HccRisk.Survival.Evaluation;

/// <summary>Groups that frozen cut-points make of a score, with their curves and the test between them.</summary>
/// <param name="Groups">The groups that have patients, the lowest risk first.</param>
/// <param name="LogRank">Log-rank test between them, other causes censored; null where there is none.</param>
/// <param name="NotEstimable">Why there is no test, in words; null when there is one.</param>
public sealed record RiskGroupComparison(IReadOnlyList<RiskGroupCurves> Groups, ChiSquareTest? LogRank, string? NotEstimable = null)
{
    /// <summary>Compares the groups.</summary>
    /// <param name="outcome">Follow-up with every cause.</param>
    /// <param name="scores">One finite score a row.</param>
    /// <param name="groups">The cut-points.</param>
    /// <param name="cause">Cause of interest.</param>
    /// <param name="level">Level of the confidence limits, between 0 and 1.</param>
    /// <returns>The comparison.</returns>
    public static RiskGroupComparison Of(SurvivalOutcome outcome, ReadOnlySpan<double> scores, RiskGroups groups, int cause = 1, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(groups);
        if (scores.Length != outcome.Count)
        {
            throw new ArgumentException(FormattableString.Invariant($"'scores' has {scores.Length} values, 'outcome' has {outcome.Count} rows."), nameof(scores));
        }

        var members = groups.Assign(scores);
        RiskGroupCurves[] found = [.. Enumerable.Range(0, groups.Count)
            .Select(g => (Group: g, Rows: (int[])[.. Enumerable.Range(0, members.Length).Where(i => members[i] == g)]))
            .Where(g => g.Rows.Length > 0)
            .Select(g => RiskGroupCurves.Of(groups.Names[g.Group], outcome.Select(g.Rows), cause, level))];
        if (found.Length < 2)
        {
            return new RiskGroupComparison(found, null, "all patients are in one group");
        }

        var specific = outcome.WithCause(cause);
        if (specific.EventCount() == 0)
        {
            return new RiskGroupComparison(found, null, "no patient had the event");
        }

        var test = HypothesisTests.LogRank.Test(specific, members);
        return new RiskGroupComparison(found, test.NotEstimable is null ? test.Test : null, test.NotEstimable);
    }
}

using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;
using HccRisk.Survival.CutPoints;
using HccRisk.Survival.Data;
using HccRisk.Survival.HypothesisTests;

namespace HccRisk.Survival.Evaluation;

/// <summary>Groups that frozen cut-points make of a score, with their curves and the test between them.</summary>
/// <param name="Groups">The groups that have patients, the lowest risk first.</param>
/// <param name="LogRank">Log-rank test between them, other causes censored; null where there is none.</param>
/// <param name="NotEstimable">Why there is no test, in words; null when there is one.</param>
[TypeFormatterSource(typeof(RiskGroupComparisonFormatter))]
public sealed record RiskGroupComparison(IReadOnlyList<RiskGroupCurves> Groups, ChiSquareTest? LogRank, string? NotEstimable = null)
{
    /// <summary>Gray's test that the cumulative incidence of the cause of interest is the same in all groups; null without competing events, or where there is none.</summary>
    public ChiSquareTest? Gray { get; init; }

    /// <summary>Hazards of each group against the first; empty with one group or without events.</summary>
    public IReadOnlyList<RiskGroupHazard> Hazards { get; init; } = [];

    /// <summary>Observed risk of each group at each horizon; empty without horizons.</summary>
    public IReadOnlyList<RiskGroupRisk> Risks { get; init; } = [];

    /// <summary>Compares the groups.</summary>
    /// <param name="outcome">Follow-up with every cause.</param>
    /// <param name="scores">One finite score a row.</param>
    /// <param name="groups">The cut-points.</param>
    /// <param name="cause">Cause of interest.</param>
    /// <param name="level">Level of the confidence limits, between 0 and 1.</param>
    /// <returns>The comparison.</returns>
    public static RiskGroupComparison Of(SurvivalOutcome outcome, ReadOnlySpan<double> scores, RiskGroups groups, int cause = 1, double level = 0.95) =>
        Of(outcome, scores, groups, [], cause, level);

    /// <summary>Compares the groups, with their risks at horizons.</summary>
    /// <param name="outcome">Follow-up with every cause.</param>
    /// <param name="scores">One finite score a row.</param>
    /// <param name="groups">The cut-points.</param>
    /// <param name="horizons">Horizons, in the unit of the times.</param>
    /// <param name="cause">Cause of interest.</param>
    /// <param name="level">Level of the confidence limits, between 0 and 1.</param>
    /// <returns>The comparison.</returns>
    public static RiskGroupComparison Of(
        SurvivalOutcome outcome, ReadOnlySpan<double> scores, RiskGroups groups, IReadOnlyList<double> horizons, int cause = 1, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(horizons);
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(groups);
        if (scores.Length != outcome.Count)
        {
            throw new ArgumentException(FormattableString.Invariant($"'scores' has {scores.Length} values, 'outcome' has {outcome.Count} rows."), nameof(scores));
        }

        var members = groups.Assign(scores);
        (string Name, int[] Rows)[] parts =
        [
            .. Enumerable.Range(0, groups.Count)
                .Select(g => (groups.Names[g], (int[])[.. Enumerable.Range(0, members.Length).Where(i => members[i] == g)]))
                .Where(g => g.Item2.Length > 0),
        ];
        RiskGroupCurves[] found = [.. parts.Select(g => RiskGroupCurves.Of(g.Name, outcome.Select(g.Rows), cause, level))];
        RiskGroupRisk[] risks = [.. parts.SelectMany(g => horizons.Select(h => RiskGroupRisk.Of(g.Name, outcome.Select(g.Rows), cause, h, level)))];
        if (found.Length < 2)
        {
            return new RiskGroupComparison(found, null, "all patients are in one group") { Risks = risks };
        }

        var specific = outcome.WithCause(cause);
        if (specific.EventCount() == 0)
        {
            return new RiskGroupComparison(found, null, "no patient had the event") { Risks = risks };
        }

        var test = HypothesisTests.LogRank.Test(specific, members);
        var competing = outcome.Causes.Any(c => c != cause);
        return new RiskGroupComparison(found, test.NotEstimable is null ? test.Test : null, test.NotEstimable)
        {
            Gray = competing && GrayTest.Test(outcome, members, cause).Test is { DegreesOfFreedom: > 0 } gray ? gray : null,
            Hazards = RiskGroupHazard.Of(outcome, parts, cause, level),
            Risks = risks,
        };
    }

    /// <summary>The result for a terminal.</summary>
    public override string ToString() => Printed.Lines(
        [
            .. Groups.Select(g => FormattableString.Invariant($"{g.Name}: {g.Patients} patients, {g.Events} events")),
            .. Risks.Select(r => FormattableString.Invariant($"{r.Group} at {Printed.Number(r.Time)}: risk {r.Risk}, {r.AtRisk} at risk")),
            LogRank is { } test ? $"log-rank test: {test}" : null,
            Gray is { } gray ? $"Gray's test: {gray}" : null,
            NotEstimable,
        ]);
}

using HccRisk.Cohorts;
using HccRisk.Features.Clinical;
using HccRisk.Studies.Results;

namespace HccRisk.Studies.Description;

/// <summary>What each score of a library gives on the patients of a study, whenever it is known.</summary>
internal static class ScoreSummaries
{
    public static IReadOnlyList<ScoreSummary> Of(ScoreLibrary library, Cohort cohort) =>
        [.. library.Scores.Select(score => Of(score, cohort))];

    private static ScoreSummary Of(ScoreDefinition score, Cohort cohort)
    {
        var obstacle = ClinicalScores.Obstacle(score, cohort, Availability.Post);
        IReadOnlyList<ScoreResult> results = obstacle is null ? ClinicalScores.Assess(score, cohort, Availability.Post) : [];
        IReadOnlyList<string> groups = obstacle is null ? score.Groups?.Names ?? [] : [];
        return new ScoreSummary(
            score.Name,
            score.Title,
            score.Formula,
            score.Citation,
            score.Note,
            obstacle,
            results.Count(r => r.Reason is null),
            groups.ToDictionary(g => g, g => results.Count(r => r.Group == g), StringComparer.Ordinal),
            results
                .Where(r => r.Reason is not null)
                .GroupBy(r => r.Reason!, StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal));
    }
}

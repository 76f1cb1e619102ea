using HccRisk.Core.Cohorts;
using HccRisk.Core.Learning;
using HccRisk.Core.Naming;
using HccRisk.Studies.Description;
using HccRisk.Studies.Protocol;
using HccRisk.Studies.Results;
using HccRisk.Survival.Data;
using HccRisk.Survival.Nonparametric;

namespace HccRisk.Studies.Running;

/// <summary>Which sites develop the models and which judge them.</summary>
internal sealed record StudySites(IReadOnlyList<string> Development, IReadOnlyList<string> External)
{
    public IReadOnlyList<string> All => [.. Development, .. External];

    public static StudySites Resolve(StudyProtocol protocol, Cohort cohort)
    {
        var present = cohort.Sites;
        foreach (var site in protocol.DevelopmentSites.Concat(protocol.ExternalSites).Where(s => !present.Contains(s, StringComparer.Ordinal)))
        {
            throw new StudyProtocolException($"Site '{site}' has no analysable patient{NearestNames.Hint(site, present)}.");
        }

        var development = protocol.DevelopmentSites.Count > 0
            ? protocol.DevelopmentSites
            : [.. present.Where(s => !protocol.ExternalSites.Contains(s, StringComparer.Ordinal))];
        return development.Count > 0
            ? new StudySites(development, protocol.ExternalSites)
            : throw new StudyProtocolException("All sites are external: none is left to develop the models on.");
    }

    /// <summary>What a reader calls them.</summary>
    public IEnumerable<string> Names => All.Select(SiteText.NameOf);

    /// <summary>The development sites as one text.</summary>
    public string DevelopmentNames => string.Join(" + ", Development.Select(SiteText.NameOf));

    /// <summary>Each site still has patients when those whose files failed are gone.</summary>
    public void RequirePatients(Cohort cohort)
    {
        if (All.FirstOrDefault(s => !cohort.Sites.Contains(s, StringComparer.Ordinal)) is { } empty)
        {
            var first = cohort.Exclusions.Count > 0 ? $" The last one was excluded because {cohort.Exclusions[^1].Reason}" : string.Empty;
            throw new StudyProtocolException($"No patient of {SiteText.NameOf(empty)} is left.{first}");
        }
    }

    public bool IsExternal(string site) => External.Contains(site, StringComparer.Ordinal);

    /// <summary>"development", "external", or null for a site the protocol does not name.</summary>
    public string? Role(string site) =>
        IsExternal(site) ? "external" : Development.Contains(site, StringComparer.Ordinal) ? "development" : null;

    public IReadOnlyList<SiteSummary> Summaries(Cohort cohort, int cause) =>
        [.. All.Select(site =>
        {
            var outcomes = cohort.Patients.Where(p => string.Equals(p.Site, site, StringComparison.Ordinal)).Select(p => p.Outcome!.Value).ToArray();
            var outcome = new SurvivalOutcome([.. outcomes.Select(o => o.Time)], [.. outcomes.Select(o => o.Event)]);
            return new SiteSummary(
                SiteText.NameOf(site),
                Role(site)!,
                outcomes.Length,
                outcomes.GroupBy(o => o.Event).OrderBy(g => g.Key).ToDictionary(g => EndpointText.EventName(cohort.Schema, g.Key, cause), g => g.Count(), StringComparer.Ordinal),
                KaplanMeier.Fit(outcome.Reversed()).Median.Time);
        })];
}

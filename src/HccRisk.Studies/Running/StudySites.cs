using HccRisk.Cohorts;
using HccRisk.Core.Errors;
using HccRisk.Core.Naming;
using HccRisk.Studies.Description;
using HccRisk.Studies.Protocol;
using HccRisk.Studies.Results;
using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;

namespace HccRisk.Studies.Running;

/// <summary>Which sites develop the models and which judge them.</summary>
internal sealed record StudySites(IReadOnlyList<string> Development, IReadOnlyList<string> External)
{
    public IReadOnlyList<string> All => [.. Development, .. External];

    /// <exception cref="StudyProtocolException">The sites of the protocol and those of the cohort do not go together; one line.</exception>
    public static StudySites Resolve(StudyProtocol protocol, Cohort cohort)
    {
        try
        {
            var roles = SiteRoles.Resolve(
                Present(protocol, cohort), protocol.DevelopmentSites, protocol.ExternalSites, protocol.ExcludedSites, option: "developmentSites");
            return new StudySites(roles.Development, roles.External);
        }
        catch (ArgumentException e)
        {
            throw new StudyProtocolException(e.Message, e);
        }
    }

    /// <summary>
    /// The sites that have patients, and those that are named and had some: that nobody of them is left is told with the reasons, not as if the site were not there.
    /// </summary>
    private static IReadOnlyList<string> Present(StudyProtocol protocol, Cohort cohort)
    {
        var named = protocol.DevelopmentSites.Concat(protocol.ExternalSites).ToHashSet(StringComparer.Ordinal);
        return [.. cohort.Patients.Select(p => p.Site), .. cohort.Listed.Select(l => l.Site).Where(named.Contains)];
    }

    /// <summary>The patients of sites the study does not name, to be left out.</summary>
    public IEnumerable<Exclusion> Strangers(Cohort cohort) => cohort.Patients
        .Where(p => Role(p.Site) is null)
        .Select(p => new Exclusion(p.Id, Exclusion.Site, p.Site.Length == 0 ? "it has no site" : $"site '{p.Site}' is neither a development nor an external site"));

    /// <summary>What a reader calls them.</summary>
    public IEnumerable<string> Names => All.Select(SiteText.NameOf);

    /// <summary>The development sites as one text.</summary>
    public string DevelopmentNames => string.Join(" + ", Development.Select(SiteText.NameOf));

    /// <summary>Each site still has patients when those whose files failed are gone.</summary>
    /// <param name="cohort">The patients.</param>
    /// <param name="model">The model whose patients they are; null for those of the study.</param>
    public void RequirePatients(Cohort cohort, string? model = null)
    {
        if (All.FirstOrDefault(s => !cohort.Sites.Contains(s, StringComparer.Ordinal)) is { } empty)
        {
            var ids = cohort.Listed.Where(l => l.Site == empty).Select(l => l.Id).ToHashSet(StringComparer.Ordinal);
            Exclusion[] left = [.. cohort.Exclusions.Where(e => ids.Contains(e.PatientId)).Select(RunRecord.Hidden)];
            throw new StudyProtocolException(FormattableString.Invariant(
                $"No patient of {SiteText.NameOf(empty)} is left{(model is null ? "" : $" for model {model}")} of {ids.Count}.{(left.Length > 0 ? $" Left out: {ExclusionCounts.Text(left)}." : "")}"));
        }
    }

    public bool IsExternal(string site) => External.Contains(site, StringComparer.Ordinal);

    /// <summary>"development", "external", or null for a site the protocol does not name.</summary>
    public string? Role(string site) =>
        IsExternal(site) ? "external" : Development.Contains(site, StringComparer.Ordinal) ? "development" : null;

    public IReadOnlyList<SiteSummary> Summaries(Cohort cohort) =>
        [.. All.Select(site =>
        {
            var outcomes = cohort.Patients.Where(p => string.Equals(p.Site, site, StringComparison.Ordinal)).Select(p => p.Outcome!.Value).ToArray();
            var outcome = new SurvivalOutcome([.. outcomes.Select(o => o.Time)], [.. outcomes.Select(o => o.Event)]);
            return new SiteSummary(
                SiteText.NameOf(site),
                Role(site)!,
                outcomes.Length,
                outcomes.GroupBy(o => o.Event).OrderBy(g => g.Key).ToDictionary(g => EndpointText.EventName(cohort.Schema, g.Key), g => g.Count(), StringComparer.Ordinal),
                KaplanMeier.Fit(outcome.Reversed()).Median.Time);
        })];
}

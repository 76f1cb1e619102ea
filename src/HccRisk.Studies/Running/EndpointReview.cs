using HccRisk.Cohorts;
using HccRisk.Studies.Description;
using HccRisk.Studies.Protocol;

namespace HccRisk.Studies.Running;

/// <summary>What a reader must know of the endpoint on the patients analysed.</summary>
/// <param name="Sensitivity">Alternative endpoints with their counts.</param>
/// <param name="Scans">How often patients were scanned, by site.</param>
/// <param name="Refused">Horizons beyond the follow-up of a site.</param>
internal sealed record EndpointReview(
    IReadOnlyList<SensitivityEndpoint> Sensitivity, IReadOnlyList<ScanInterval> Scans, IReadOnlyList<HorizonRefusal> Refused)
{
    private const int Named = 5;

    public static EndpointReview Of(Cohort cohort, StudyProtocol protocol, ScanSchedule scans) =>
        new(SensitivityEndpoint.Of(cohort), scans.IntervalsOf(cohort), HorizonRefusal.Of(cohort, protocol.Horizons));

    /// <summary>At every external site a horizon remains to be judged.</summary>
    /// <exception cref="StudyProtocolException">All lie beyond the follow-up of one; one line with its name.</exception>
    public void RequireHorizons(StudySites sites, StudyProtocol protocol, string unit)
    {
        if (sites.External.FirstOrDefault(s => HorizonsAt(s, protocol.Horizons).Count == 0) is { } site)
        {
            var last = Refused.First(r => string.Equals(r.Site, site, StringComparison.Ordinal)).LastTime;
            throw new StudyProtocolException(FormattableString.Invariant(
                $"Every horizon ({string.Join(", ", protocol.Horizons)}) lies beyond the follow-up of external site {site} ({last} {unit}): name an earlier one in 'horizons', or take the site out."));
        }
    }

    /// <summary>The horizons that can be judged at a site.</summary>
    public IReadOnlyList<double> HorizonsAt(string site, IReadOnlyList<double> horizons) =>
        [.. horizons.Where(h => !Refused.Any(r => r.Horizon == h && string.Equals(r.Site, site, StringComparison.Ordinal)))];

    public IEnumerable<string> Notes(Cohort cohort, string unit)
    {
        if (cohort.Schema.Endpoint is AggressiveRecurrenceEndpoint)
        {
            var unclassified = cohort.Patients.Where(p => p.Outcome?.Event == AggressiveRecurrenceEndpoint.Unclassified);
            foreach (var site in unclassified.GroupBy(p => p.Site, StringComparer.Ordinal))
            {
                var count = site.Count();
                var names = string.Join(", ", site.Take(Named).Select(p => p.Id)) + (count > Named ? ", ..." : "");
                yield return FormattableString.Invariant(
                    $"{SiteText.NameOf(site.Key)}: {count} first recurrences cannot be classified by the Milan criteria ({names}): they stay as ")
                    + "an event of their own; the best and the worst case are among the sensitivity endpoints.";
            }
        }

        foreach (var sentence in Refused.Select(r => r.Sentence(unit)))
        {
            yield return sentence;
        }

        var known = Scans.Where(s => s.Intervals > 0).ToArray();
        foreach (var sentence in (known.Length > 0 ? Scans : []).Select(s => s.Sentence(unit)))
        {
            yield return sentence;
        }

        if (known.Length == 0)
        {
            yield return "The interval between follow-up scans is not known (no scan dates are given): recurrence is dated to a scan, "
                + "so a horizon is only as exact as the plan of scans.";
        }
    }
}

using HccRisk.Cohorts;
using HccRisk.Cohorts.Privacy;
using HccRisk.Core.Errors;
using HccRisk.Plots;
using HccRisk.Reporting.Privacy;

namespace HccRisk.Reporting.Gallery;

/// <summary>The patients in the order of the page: what cannot be used first, then who is farthest from the others, then the rest as in the manifest.</summary>
internal static class GalleryCards
{
    public static IReadOnlyList<GalleryCard> Of(Cohort cohort, IReadOnlyList<GalleryCase> cases, GalleryOptions options)
    {
        var cover = new PatientCover(
            cohort.Patients.Select(p => p.Id).Concat(cohort.Exclusions.Select(e => e.PatientId)), new ReportOptions { WithPatients = options.WithPatients });
        var faults = cohort.FileFaults.ToLookup(f => f.Exclusion.PatientId, f => Sentence(cover.Text(FilePlaces.HidePaths(f.Exclusion.Reason))), StringComparer.Ordinal);
        var outliers = GalleryOutliers.Find(cases, options);
        List<GalleryCard> cards = [];
        for (var i = 0; i < cases.Count; i++)
        {
            var patient = cohort.Patients[i];
            GalleryItem[] items = [.. cases[i].Items.Select(item => item with
            {
                Fault = item.Fault is { } fault ? Sentence(cover.Text(fault)) : null,
                Remarks = [.. item.Remarks.Select(r => Sentence(cover.Text(r)))],
            })];
            cards.Add(new GalleryCard
            {
                Number = i + 1,
                Name = options.WithPatients ? patient.Id : $"Patient {Numbers.Count(i + 1)}",
                Faults =
                [
                    .. faults[patient.Id],
                    .. items.Where(item => item.Fault is not null).Select(item => $"{(item.IsSlide ? "Slide" : "Series")} '{item.Name}': {item.Fault}"),
                    .. items.Length == 0 && !faults[patient.Id].Any() ? (string[])["The manifest lists no series and no slide."] : [],
                ],
                Outliers = outliers[i],
                Items = items,
            });
        }

        cards.AddRange(cohort.Exclusions.Select((e, i) => new GalleryCard
        {
            Number = cases.Count + i + 1,
            Name = options.WithPatients ? e.PatientId : $"Patient {Numbers.Count(cases.Count + i + 1)}",
            Faults = [Sentence(cover.Text(FilePlaces.HidePaths(e.Reason)))],
            Outliers = [],
            Items = [],
        }));
        return [.. cards.OrderBy(c => c.Faults.Count > 0 ? 0 : c.Outliers.Count > 0 ? 1 : c.HasRemarks ? 2 : 3)
            .ThenByDescending(c => c.Outliers.Select(o => o.Score).FirstOrDefault())
            .ThenBy(c => c.Number)];
    }

    private static string Sentence(string text)
    {
        text = text.TrimEnd();
        return text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..] + (text[^1] is '.' or '!' or '?' ? "" : ".");
    }
}

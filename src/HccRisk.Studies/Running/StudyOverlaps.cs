using HccRisk.Cohorts;
using HccRisk.Core.Errors;
using HccRisk.Studies.Description;
using HccRisk.Studies.Protocol;

namespace HccRisk.Studies.Running;

/// <summary>Patients of a study who are in it twice, or share a file.</summary>
internal static class StudyOverlaps
{
    /// <summary>Nobody develops the models and judges them.</summary>
    /// <exception cref="StudyProtocolException">Two patients on either side may be one, or share a file.</exception>
    public static void RequireApart(Cohort cohort, StudySites sites)
    {
        foreach (var overlap in cohort.Overlaps)
        {
            if (cohort.Find(overlap.First) is { } first && cohort.Find(overlap.Second) is { } second && sites.IsExternal(first.Site) != sites.IsExternal(second.Site))
            {
                throw new StudyProtocolException(
                    $"The same patient may develop the models and judge them: {overlap.Reason} ('{first.Id}' of {SiteText.NameOf(first.Site)}, '{second.Id}' of {SiteText.NameOf(second.Site)}). Correct the files, or take one of them out.");
            }
        }
    }

    /// <summary>
    /// Who is left out on one side: of patients with the same values all but the first; of identifiers that differ in spelling only and belong to different
    /// values, both, for either may be meant. Shared files stay findings.
    /// </summary>
    public static IEnumerable<Exclusion> Repeated(Cohort cohort)
    {
        var same = cohort.Overlaps.Where(o => o.Kind == OverlapKind.Values).ToArray();
        foreach (var overlap in same)
        {
            yield return new Exclusion(overlap.Second, Exclusion.Duplicate, overlap.Reason);
        }

        var values = same.Select(o => (o.First, o.Second)).ToHashSet();
        foreach (var overlap in cohort.Overlaps.Where(o => o.Kind == OverlapKind.Identifier && !values.Contains((o.First, o.Second))))
        {
            yield return new Exclusion(overlap.First, Exclusion.Duplicate, overlap.Reason);
            yield return new Exclusion(overlap.Second, Exclusion.Duplicate, overlap.Reason);
        }
    }
}

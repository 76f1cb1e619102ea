using System.Globalization;
using HccRisk.Cohorts;
using HccRisk.Cohorts.Tables;
using HccRisk.Core.Errors;
using HccRisk.Studies.Description;
using HccRisk.Studies.Protocol;

namespace HccRisk.Studies.Running;

/// <summary>Patients of a study who are in it twice, or share a file.</summary>
internal static class StudyOverlaps
{
    private const int LeastFeatures = 10;
    private const int Shown = 20;

    /// <summary>Nobody develops the models and judges them. Rows that are nearly the same are a finding: see <see cref="OverlapKind.NearValues"/>.</summary>
    /// <exception cref="StudyProtocolException">Two patients on either side may be one, or share a file.</exception>
    public static void RequireApart(Cohort cohort, StudySites sites)
    {
        foreach (var overlap in cohort.Overlaps.Where(o => o.Kind != OverlapKind.NearValues))
        {
            if (cohort.Find(overlap.First) is { } first && cohort.Find(overlap.Second) is { } second && sites.IsExternal(first.Site) != sites.IsExternal(second.Site))
            {
                throw new StudyProtocolException(
                    $"The same patient may develop the models and judge them: {overlap.Reason} ('{first.Id}' of {SiteText.NameOf(first.Site)}, '{second.Id}' of {SiteText.NameOf(second.Site)}). Correct the files, or take one of them out.");
            }
        }
    }

    /// <summary>
    /// Patients whose images or slides give the same features, whatever their files are: the same pixels, packed otherwise or with another header.
    /// </summary>
    /// <param name="table">Features of images or slides.</param>
    /// <param name="series">The series, whose features begin with their name; none for a table of one source.</param>
    public static IEnumerable<string> SameFeatures(FeatureTable table, IReadOnlyList<string> series)
    {
        var parts = series.Count == 0 ? [""] : series.Select(s => s + ".").ToArray();
        var found =
            from part in parts
            let columns = Enumerable.Range(0, table.Columns.Count).Where(j => table.Columns[j].Name.StartsWith(part, StringComparison.OrdinalIgnoreCase)).ToArray()
            from same in Enumerable.Range(0, table.PatientIds.Count)
                .Select(i => (Id: table.PatientIds[i], Values: Array.ConvertAll(columns, j => table.Row(i)[j])))
                .Where(row => row.Values.Count(double.IsFinite) >= LeastFeatures)
                .GroupBy(row => string.Join(';', row.Values.Select(v => v.ToString("R", CultureInfo.InvariantCulture))), row => row.Id, StringComparer.Ordinal)
            let ids = same.ToArray()
            where ids.Length > 1
            select $"patients {string.Join(", ", ids.Take(Shown).Select(id => $"'{id}'"))}{(ids.Length > Shown ? ", ..." : "")} have the same {table.Modality} features"
                + $"{(part.Length == 0 ? "" : $" of series '{part[..^1]}'")}: their images may be one";
        return found.Take(Shown);
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

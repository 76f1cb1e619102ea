using HccRisk.Core.Naming;

namespace HccRisk.Cohorts;

/// <summary>Finds patients who are in a cohort twice, or share a file.</summary>
internal static class OverlapFinder
{
    /// <summary>Pairs of rows that agree by chance, expected in the cohort if its columns went each its own way, above which agreeing says nothing.</summary>
    internal const double ChancePairs = 0.01;

    /// <summary>A value that nobody else has counts as half a patient's.</summary>
    internal const double Unseen = 0.5;

    /// <summary>The overlaps in the order of the cohort, at most one of each kind for two patients.</summary>
    public static IReadOnlyList<PatientOverlap> Find(IReadOnlyList<Patient> patients)
    {
        PatientOverlap[] found = [.. Identifiers(patients), .. Values(patients), .. NearRows.Find(patients), .. FileOverlaps.Find(patients)];
        if (found.Length == 0)
        {
            return found;
        }

        var order = patients.Select((p, i) => (p.Id, i)).ToDictionary(p => p.Id, p => p.i, StringComparer.Ordinal);
        return [.. found
            .Select(o => order[o.First] <= order[o.Second] ? o : o with { First = o.Second, Second = o.First })
            .DistinctBy(o => (o.Kind, o.First, o.Second))
            .OrderBy(o => order[o.First])
            .ThenBy(o => order[o.Second])
            .ThenBy(o => o.Kind)];
    }

    private static IEnumerable<PatientOverlap> Identifiers(IReadOnlyList<Patient> patients) =>
        from same in RepeatedRows.Find(
            patients.Count,
            i => StringComparer.Ordinal.GetHashCode(Key(patients[i].Id)),
            (i, k) => string.Equals(Key(patients[i].Id), Key(patients[k].Id), StringComparison.Ordinal))
        let first = patients[same[0]]
        from other in same.Skip(1).Select(i => patients[i])
        select new PatientOverlap(
            OverlapKind.Identifier, first.Id, other.Id, $"identifiers '{first.Id}' and '{other.Id}' differ in case, width or spaces only");

    /// <summary>The identifier itself where nothing in it is written in more than one way, as nearly all are.</summary>
    private static string Key(string id) => id.AsSpan().ContainsAnyExceptInRange('!', '`') ? Spelling.IdentifierKey(id) : id;

    private static IEnumerable<PatientOverlap> Values(IReadOnlyList<Patient> patients)
    {
        if (patients.Count < 2)
        {
            yield break;
        }

        int[] all = [.. Enumerable.Range(0, patients[0].Columns.Count)];
        Func<double, int>?[] counts = new Func<double, int>?[all.Length];
        foreach (var same in RepeatedRows.Find(patients.Count, i => NearRows.Key(patients[i], all), (i, k) => NearRows.Agree(patients[i], patients[k], all)))
        {
            var (first, repeats) = (patients[same[0]], same.Length);
            var agree = all.Select(j => ((counts[j] ??= RepeatedRows.Counts(patients.Select(p => p.Value(j))))(first.Value(j)) - repeats + Unseen) / patients.Count).Aggregate(1.0, (a, b) => a * b);
            if (agree * patients.Count * (patients.Count - 1) / 2 > ChancePairs)
            {
                continue;
            }

            foreach (var other in same.Skip(1).Select(i => patients[i]))
            {
                yield return new PatientOverlap(OverlapKind.Values, first.Id, other.Id, $"patients '{first.Id}' and '{other.Id}' have the same clinical values and follow-up");
            }
        }
    }
}

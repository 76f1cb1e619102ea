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
        var order = patients.Select((p, i) => (p.Id, i)).ToDictionary(p => p.Id, p => p.i, StringComparer.Ordinal);
        return [.. Identifiers(patients).Concat(Values(patients)).Concat(NearRows.Find(patients)).Concat(FileOverlaps.Find(patients))
            .Select(o => order[o.First] <= order[o.Second] ? o : o with { First = o.Second, Second = o.First })
            .DistinctBy(o => (o.Kind, o.First, o.Second))
            .OrderBy(o => order[o.First])
            .ThenBy(o => order[o.Second])
            .ThenBy(o => o.Kind)];
    }

    private static IEnumerable<PatientOverlap> Identifiers(IReadOnlyList<Patient> patients) =>
        from same in patients.GroupBy(p => Spelling.IdentifierKey(p.Id), StringComparer.Ordinal)
        let first = same.First()
        from other in same.Skip(1)
        select new PatientOverlap(
            OverlapKind.Identifier, first.Id, other.Id, $"identifiers '{first.Id}' and '{other.Id}' differ in case, width or spaces only");

    private static IEnumerable<PatientOverlap> Values(IReadOnlyList<Patient> patients)
    {
        if (patients.Count < 2)
        {
            yield break;
        }

        var counts = Enumerable.Range(0, patients[0].Values.Length).Select(j => patients.CountBy(p => p.Values[j]).ToDictionary()).ToArray();
        foreach (var same in patients.GroupBy(p => p.Values, ValueComparer.Instance).Where(g => g.Skip(1).Any()))
        {
            var first = same.First();
            var repeats = same.Count();
            var agree = counts.Select((c, j) => (c[first.Values[j]] - repeats + Unseen) / patients.Count).Aggregate(1.0, (a, b) => a * b);
            if (agree * patients.Count * (patients.Count - 1) / 2 > ChancePairs)
            {
                continue;
            }

            foreach (var other in same.Skip(1))
            {
                yield return new PatientOverlap(OverlapKind.Values, first.Id, other.Id, $"patients '{first.Id}' and '{other.Id}' have the same clinical values and follow-up");
            }
        }
    }

    private sealed class ValueComparer : IEqualityComparer<double[]>
    {
        public static readonly ValueComparer Instance = new();

        // Missing values are equal.
        public bool Equals(double[]? x, double[]? y) => x is not null && y is not null && x.AsSpan().SequenceEqual(y, EqualityComparer<double>.Default);

        public int GetHashCode(double[] values)
        {
            var hash = new HashCode();
            foreach (var value in values)
            {
                hash.Add(value);
            }

            return hash.ToHashCode();
        }
    }
}

namespace HccRisk.Cohorts;

/// <summary>
/// Pairs of patients with the same row but for one cell, or but for the outcome: one patient, typed twice or followed at two hospitals, is one of the
/// explanations. Rows that are the same in every cell are none of them.
/// </summary>
internal static class NearRows
{
    /// <summary>The pairs, each row with the first that is like it.</summary>
    /// <param name="patients">Patients of one cohort.</param>
    public static IEnumerable<PatientOverlap> Find(IReadOnlyList<Patient> patients)
    {
        if (patients.Count < 2)
        {
            yield break;
        }

        var columns = patients[0].Columns;
        var width = columns.Count;
        Func<double, int>?[] counts = new Func<double, int>?[width];
        int[] told = [.. Enumerable.Range(0, width).Where(j => patients.Any(p => !p.Value(j).Equals(patients[0].Value(j))))];
        int[] outcome = [.. told.Where(j => columns[j].Role == ColumnRole.Outcome)];
        (int[] But, string Text)[] rules =
        [
            .. told.Select(j => (new[] { j }, $"the same clinical values and follow-up but for {columns[j].Name}")),
            .. outcome.Length > 1 ? [(outcome, "the same clinical values and another outcome")] : Array.Empty<(int[], string)>(),
        ];
        foreach (var (but, text) in rules)
        {
            int[] kept = [.. told.Except(but)];
            foreach (var (first, other) in Pairs(patients, kept))
            {
                var agree = kept.Aggregate(1.0, (chance, j) => chance * ((counts[j] ??= RepeatedRows.Counts(patients.Select(p => p.Value(j))))(first.Value(j)) - 2 + OverlapFinder.Unseen) / patients.Count);
                var differ = but.Any(j => !first.Value(j).Equals(other.Value(j)));
                if (differ && agree * rules.Length * patients.Count * (patients.Count - 1) / 2 <= OverlapFinder.ChancePairs)
                {
                    yield return new PatientOverlap(OverlapKind.NearValues, first.Id, other.Id, $"patients '{first.Id}' and '{other.Id}' have {text}: they may be one");
                }
            }
        }
    }

    private static IEnumerable<(Patient First, Patient Other)> Pairs(IReadOnlyList<Patient> patients, int[] kept) =>
        from same in RepeatedRows.Find(patients.Count, i => Key(patients[i], kept), (i, k) => Agree(patients[i], patients[k], kept))
        from other in same.Skip(1)
        select (patients[same[0]], patients[other]);

    /// <summary>Whether two patients have the same in some columns. Missing values are equal.</summary>
    public static bool Agree(Patient first, Patient other, int[] columns) => Array.TrueForAll(columns, j => first.Value(j).Equals(other.Value(j)));

    /// <summary>Hash of the values of some columns.</summary>
    public static int Key(Patient patient, int[] columns)
    {
        var hash = new HashCode();
        foreach (var j in columns)
        {
            hash.Add(patient.Value(j));
        }

        return hash.ToHashCode();
    }
}

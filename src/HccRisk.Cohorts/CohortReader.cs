using System.Globalization;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Core.Naming;

namespace HccRisk.Cohorts;

/// <summary>Clinical file + schema -> cohort.</summary>
internal static class CohortReader
{
    /// <exception cref="TableFormatException">A required column is absent.</exception>
    public static Cohort Read(string path, CohortSchema schema, CohortLoadOptions options)
    {
        var table = CsvTable.Read(path, "clinical file");
        if (table.Rows.Count == 0)
        {
            throw new TableFormatException($"clinical file '{path}' has headings and no rows");
        }

        var columns = schema.AllColumns;
        var at = columns.Select(c => table.IndexOf(c.FileHeader)).ToArray();
        var shape = new CohortShape(schema, columns, [.. at.Select(i => i >= 0)]);
        string[] free = [.. table.Headers.Where((_, i) => !at.Contains(i))];
        var hasOutcome = RequireColumns(table, schema, shape, at, free, options);

        var notes = new List<string>(AbsentColumns(schema, at, free));
        var units = new UnitCheck(options.ConfirmedUnits);
        var exclusions = new List<Exclusion>();
        var patients = new List<Patient>(table.Rows.Count);
        var listed = new List<ListedPatient>(table.Rows.Count);
        var repeated = RepeatedIds(table, columns, at);
        var ordinal = 0;
        foreach (var row in table.Rows)
        {
            var reader = new RowReader(table, row, ++ordinal, shape, at, notes, units);
            listed.Add(reader.Listed);
            var (patient, exclusion) = reader.Read(repeated);
            if (patient is null)
            {
                // Every row of an identifier used twice says the same.
                if (!exclusions.Contains(exclusion!))
                {
                    exclusions.Add(exclusion!);
                }
            }
            else if (!hasOutcome)
            {
                patients.Add(patient);
            }
            else if (schema.Endpoint!.TryAssign(patient, out var outcome) is { } fault)
            {
                if (options.RequireOutcomes)
                {
                    exclusions.Add(new Exclusion(patient.Id, Exclusion.Endpoint, $"{fault} (line {row.Line})"));
                    continue;
                }

                patients.Add(patient);
                notes.Add($"patient {patient.Id} has no outcome: {fault} (line {row.Line})");
            }
            else
            {
                patients.Add(patient.WithOutcome(outcome));
            }
        }

        if (units.Faults().ToArray() is { Length: > 0 } faults)
        {
            throw new TableFormatException(
                $"clinical file '{path}': {string.Join("; ", faults)}. Write one unit, or confirm the column ({(options.RequireOutcomes ? "confirmedUnits" : "--confirm-units")}) when it is right as it stands");
        }

        notes.AddRange(units.Remarks());

        if (hasOutcome && options.RequireOutcomes && schema.Endpoint!.FaultOfAll(patients) is { } undecided)
        {
            throw new TableFormatException($"clinical file '{path}', {undecided}");
        }

        return new Cohort(shape, patients, exclusions, notes) { Listed = [.. listed.DistinctBy(p => p.Id, StringComparer.Ordinal)] };
    }

    private static bool RequireColumns(CsvTable table, CohortSchema schema, CohortShape shape, int[] at, string[] free, CohortLoadOptions options)
    {
        var columns = shape.Columns;
        var named = options.RequiredColumns;
        var missing = columns
            .Where((c, i) => at[i] < 0 && (named is null || c.Kind == ColumnKind.Id ? c.Required : named.Contains(c.Name, StringComparer.Ordinal)))
            .ToList();
        var missingOutcome = schema.Endpoint?.MissingColumns(shape.Has) ?? [];
        if (options.RequireOutcomes)
        {
            missing.AddRange(missingOutcome.Select(name => columns.First(c => string.Equals(c.Name, name, StringComparison.Ordinal))));
        }

        if (missing.Count > 0)
        {
            var list = string.Join("; ", missing.DistinctBy(c => c.Name, StringComparer.Ordinal).Select(c => $"no column '{c.FileHeader}'{NearestNames.Hint(c.FileHeader, free)}"));
            throw new TableFormatException($"clinical file '{table.Path}': {list}");
        }

        return schema.Endpoint is not null && missingOutcome.Count == 0;
    }

    private static IEnumerable<string> AbsentColumns(CohortSchema schema, int[] at, string[] free)
    {
        var columns = schema.AllColumns;
        for (var i = 0; i < schema.Columns.Count; i++)
        {
            if (at[i] < 0)
            {
                yield return $"optional column '{columns[i].FileHeader}' is absent{NearestNames.Hint(columns[i].FileHeader, free)}";
            }
        }

        if (free.Length > 0)
        {
            yield return $"columns not in the schema are ignored: {string.Join(", ", free)}";
        }
    }

    // A row of an id used twice may be either patient: none of them is used.
    private static Dictionary<string, string> RepeatedIds(CsvTable table, IReadOnlyList<CohortColumn> columns, int[] at)
    {
        var id = at[Enumerable.Range(0, columns.Count).First(i => columns[i].Kind == ColumnKind.Id)];
        return id < 0 ? [] : table.Rows
            .Where(r => id < r.Cells.Count && r.Cells[id].Length > 0)
            .GroupBy(r => r.Cells[id], StringComparer.Ordinal)
            .Where(g => g.Count() > 1)
            .ToDictionary(g => g.Key, g => string.Join(", ", g.Select(r => r.Line.ToString(CultureInfo.InvariantCulture))), StringComparer.Ordinal);
    }
}

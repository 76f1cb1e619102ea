using System.Globalization;
using HccRisk.Core.Errors;
using HccRisk.Core.Naming;
using HccRisk.Core.Tables;

namespace HccRisk.Cohorts;

/// <summary>Clinical file + schema -> cohort.</summary>
internal static class CohortReader
{
    private const int MostMissing = 5;

    /// <exception cref="TableFormatException">A required column is absent.</exception>
    public static Cohort Read(string path, CohortSchema schema, CohortLoadOptions options)
    {
        var columns = schema.AllColumns;
        var named = columns.Select(c => c.FileHeader).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var table = Table.Read(path, "clinical file", schema.Table, named.Contains);
        if (table.Count == 0)
        {
            throw new TableFormatException($"{table.Name} has headings and no rows");
        }

        var at = columns.Select(c => table.IndexOf(c.FileHeader)).ToArray();
        var shape = new CohortShape(schema, columns, [.. at.Select(i => i >= 0)]);
        string[] free = [.. table.Headers.Where((_, i) => !at.Contains(i))];
        var hasOutcome = RequireColumns(table, schema, shape, at, free, options);

        var notes = new List<string>(AbsentColumns(schema, at, free));
        var (ids, sites) = (Identifiers(table, columns, at), Sites(table, columns, at));
        var faults = RowFaults(table, columns, at, ids);
        var units = new UnitCheck(options.ConfirmedUnits, ids, sites);
        var reader = new ColumnReader(table, ids, faults, units);
        var values = columns.Select((column, i) => reader.Read(column, at[i])).ToArray();
        RequireOrder(reader, columns, values);
        notes.AddRange(reader.Notes);
        notes.AddRange(table.Decisions.Select(d => $"read with {d}"));

        var listed = new ListedPatient[table.Count];
        var (patients, exclusions) = (new List<Patient>(table.Count), new List<Exclusion>());
        var excluded = new HashSet<Exclusion>();
        for (var row = 0; row < table.Count; row++)
        {
            listed[row] = new ListedPatient(ids[row].Length > 0 ? ids[row] : $"(line {table.LineOf(row)})", sites[row]);
            if (faults.TryGetValue(row, out var fault))
            {
                // Every row of an identifier used twice says the same.
                var exclusion = new Exclusion(listed[row].Id, Exclusion.Clinical, fault);
                if (excluded.Add(exclusion))
                {
                    exclusions.Add(exclusion);
                }

                continue;
            }

            var patient = new Patient(ids[row], sites[row], shape, values, row, [], null);
            var outcome = default(PatientOutcome);
            if (!hasOutcome)
            {
                patients.Add(patient);
            }
            else if (schema.Endpoint!.TryAssign(patient, out outcome) is not { } open)
            {
                patients.Add(patient.WithOutcome(outcome));
            }
            else if (options.RequireOutcomes)
            {
                exclusions.Add(new Exclusion(patient.Id, Exclusion.Endpoint, $"{open} (line {table.LineOf(row)})"));
            }
            else
            {
                patients.Add(patient);
                notes.Add($"patient {patient.Id} has no outcome: {open} (line {table.LineOf(row)})");
            }
        }

        if (units.Faults().ToArray() is { Length: > 0 } mixed)
        {
            throw new TableFormatException(
                $"{table.Name}: {string.Join("; ", mixed)}. Write one unit, or confirm the column ({(options.RequireOutcomes ? "confirmedUnits" : "--confirm-units")}) when it is right as it stands");
        }

        notes.AddRange(units.Remarks());
        if (hasOutcome && options.RequireOutcomes && schema.Endpoint!.FaultOfAll(patients) is { } undecided)
        {
            throw new TableFormatException($"{table.Name}, {undecided}");
        }

        return new Cohort(shape, patients, exclusions, notes) { Listed = excluded.Count > 0 ? [.. listed.DistinctBy(p => p.Id, StringComparer.Ordinal)] : listed };
    }

    private static bool RequireColumns(Table table, CohortSchema schema, CohortShape shape, int[] at, string[] free, CohortLoadOptions options)
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
            var absent = missing.DistinctBy(c => c.Name, StringComparer.Ordinal).ToArray();
            var list = string.Join("; ", absent.Take(MostMissing).Select(c => $"no column '{c.FileHeader}'{NearestNames.Hint(c.FileHeader, free)}"));
            var more = absent.Length > MostMissing ? $"; nor {string.Join(", ", absent.Skip(MostMissing).Take(20).Select(c => $"'{c.FileHeader}'"))}{(absent.Length > MostMissing + 20 ? ", ..." : "")}" : "";
            throw new TableFormatException(
                $"{table.Name}: {list}{more}{(absent.Length > 1 ? $". Schema '{schema.Name}' is of another table: 'hccrisk schema init {Path.GetFileName(table.Path)}' writes one of this" : "")}");
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

    private static string[] Identifiers(Table table, IReadOnlyList<CohortColumn> columns, int[] at) => IndexOf(columns, at, ColumnKind.Id) is { } column
        ? [.. Enumerable.Range(0, table.Count).Select(table.Column(column).Text)]
        : [.. Enumerable.Range(1, table.Count).Select(i => i.ToString(CultureInfo.InvariantCulture))];

    private static string[] Sites(Table table, IReadOnlyList<CohortColumn> columns, int[] at)
    {
        var sites = new string[table.Count];
        if (IndexOf(columns, at, ColumnKind.Site) is not { } column)
        {
            Array.Fill(sites, "");
            return sites;
        }

        var (codes, levels) = table.Column(column).Levels([.. Enumerable.Range(0, table.Count)]);
        for (var i = 0; i < sites.Length; i++)
        {
            sites[i] = levels[codes[i]];
        }

        return sites;
    }

    private static int? IndexOf(IReadOnlyList<CohortColumn> columns, int[] at, ColumnKind kind) =>
        Enumerable.Range(0, columns.Count).FirstOrDefault(i => columns[i].Kind == kind, -1) is var found && found >= 0 && at[found] >= 0 ? at[found] : null;

    /// <summary>Rows whose cells are not where they should be, and those of nobody or of two: a row of an identifier used twice may be either patient.</summary>
    private static Dictionary<int, string> RowFaults(Table table, IReadOnlyList<CohortColumn> columns, int[] at, string[] ids)
    {
        var faults = new Dictionary<int, string>();
        for (var row = 0; row < ids.Length; row++)
        {
            var line = table.LineOf(row);
            if (ids[row].Length == 0)
            {
                faults[row] = $"line {line} has no patient identifier";
            }
            else if (table.CellsOf(row) != table.Headers.Count)
            {
                faults[row] = $"line {line} has {table.CellsOf(row)} values, the heading has {table.Headers.Count}";
            }
        }

        if (IndexOf(columns, at, ColumnKind.Id) is { } column)
        {
            foreach (var rows in table.Column(column).Repeated())
            {
                var text = $"identifier '{ids[rows[0]]}' is used on lines {string.Join(", ", rows.Select(r => table.LineOf(r).ToString(CultureInfo.InvariantCulture)))}";
                foreach (var row in rows)
                {
                    faults.TryAdd(row, text);
                }
            }
        }

        return faults;
    }

    private static void RequireOrder(ColumnReader reader, IReadOnlyList<CohortColumn> columns, double[][] values)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i].NotBefore is { } name)
            {
                var earlier = Enumerable.Range(0, columns.Count).First(j => string.Equals(columns[j].Name, name, StringComparison.Ordinal));
                reader.RequireOrder(columns[i], values[i], columns[earlier], values[earlier]);
            }
        }
    }
}

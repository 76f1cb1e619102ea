using System.Globalization;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Core.Naming;

namespace HccRisk.Features.Agreement;

/// <summary>Reads <see cref="RepeatedFeatures"/>.</summary>
internal sealed class RepeatedFeaturesReader(IReadOnlyList<CsvTable> tables)
{
    private static readonly string[] Missing = ["", "NaN", "NA"];

    private readonly Dictionary<(string Patient, string Repeat), double[]> _rows = [];
    private readonly List<string> _patients = [];
    private readonly List<string> _repeats = [];

    public RepeatedFeatures Read()
    {
        var first = tables[0];
        string[] names = [.. first.Headers.Where(h => !IsKey(h))];
        if (names.Length == 0)
        {
            throw new TableFormatException($"repeats '{first.Path}' has no column of a feature beside '{RepeatedFeatures.PatientColumn}'");
        }

        foreach (var table in tables)
        {
            AddTable(table, names);
        }

        if (_repeats.Count < 2)
        {
            throw new TableFormatException($"repeats '{first.Path}' has one repeat alone ('{_repeats.FirstOrDefault()}'): two or more are compared");
        }

        Exclusion[] left = [.. from patient in _patients
            let lacking = _repeats.FirstOrDefault(r => !_rows.ContainsKey((patient, r)))
            where lacking is not null
            select new Exclusion(patient, "Repeats", $"the patient lacks repeat '{lacking}'")];
        string[] whole = [.. _patients.Except(left.Select(e => e.PatientId), StringComparer.Ordinal)];
        return whole.Length == 0
            ? throw new TableFormatException($"repeats '{first.Path}': no patient has every repeat ({string.Join(", ", _repeats.Take(5))}); the first left out is {left[0].PatientId}: {left[0].Reason}")
            : new RepeatedFeatures(names, whole, _repeats, [.. whole.SelectMany(p => _repeats.SelectMany(r => _rows[(p, r)]))]) { Exclusions = left };
    }

    private static bool IsKey(string header) => Is(header, RepeatedFeatures.PatientColumn) || Is(header, RepeatedFeatures.RepeatColumn);

    private static bool Is(string header, string name) => string.Equals(header, name, StringComparison.OrdinalIgnoreCase);

    private void AddTable(CsvTable table, string[] names)
    {
        var patients = table.IndexOf(RepeatedFeatures.PatientColumn);
        if (patients < 0)
        {
            throw new TableFormatException($"repeats '{table.Path}' has no column '{RepeatedFeatures.PatientColumn}'{NearestNames.Hint(RepeatedFeatures.PatientColumn, table.Headers)}");
        }

        var repeats = table.IndexOf(RepeatedFeatures.RepeatColumn);
        if ((repeats < 0) == (tables.Count == 1))
        {
            throw new TableFormatException(repeats < 0
                ? $"repeats '{table.Path}' has no column '{RepeatedFeatures.RepeatColumn}': name a file for each repeat, or tell the repeats of a patient apart by that column"
                : $"repeats '{table.Path}' has a column '{RepeatedFeatures.RepeatColumn}', but several files were named: each would be a repeat");
        }

        var columns = Array.ConvertAll(names, table.IndexOf);
        if (Array.IndexOf(columns, -1) is var lacking and >= 0)
        {
            throw new TableFormatException($"repeats '{table.Path}' has no feature '{names[lacking]}', which '{tables[0].Path}' has{NearestNames.Hint(names[lacking], table.Headers)}");
        }

        if (table.Headers.FirstOrDefault(h => !IsKey(h) && !names.Contains(h, StringComparer.OrdinalIgnoreCase)) is { } further)
        {
            throw new TableFormatException($"repeats '{table.Path}' has a feature '{further}', which '{tables[0].Path}' has not{NearestNames.Hint(further, names)}");
        }

        foreach (var row in table.Rows)
        {
            Add(table, row, row.Cells[patients], repeats < 0 ? NameOf(table) : row.Cells[repeats], columns);
        }
    }

    private void Add(CsvTable table, CsvTable.CsvRow row, string patient, string repeat, int[] columns)
    {
        var at = FormattableString.Invariant($"repeats '{table.Path}', line {row.Line}");
        if (patient.Length == 0 || repeat.Length == 0)
        {
            throw new TableFormatException($"{at}: column '{(patient.Length == 0 ? RepeatedFeatures.PatientColumn : RepeatedFeatures.RepeatColumn)}' is empty");
        }

        if (!_rows.TryAdd((patient, repeat), [.. columns.Select(c => Number(row.Cells[c], $"{at}, column '{table.Headers[c]}'"))]))
        {
            throw new TableFormatException($"{at}: patient {patient} has repeat '{repeat}' twice");
        }

        if (!_patients.Contains(patient, StringComparer.Ordinal))
        {
            _patients.Add(patient);
        }

        if (!_repeats.Contains(repeat, StringComparer.Ordinal))
        {
            _repeats.Add(repeat);
        }
    }

    /// <summary>Files of one name in two folders are told apart by their place.</summary>
    private string NameOf(CsvTable table)
    {
        var name = Path.GetFileNameWithoutExtension(table.Path);
        return tables.Count(t => Path.GetFileNameWithoutExtension(t.Path) == name) == 1 ? name : FormattableString.Invariant($"{name}:{tables.ToList().IndexOf(table) + 1}");
    }

    private static double Number(string text, string at) =>
        Missing.Contains(text, StringComparer.OrdinalIgnoreCase) ? double.NaN
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value
        : throw new TableFormatException($"{at}: '{Excerpt.Of(text)}' is no number");
}

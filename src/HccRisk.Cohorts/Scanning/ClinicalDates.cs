using System.Globalization;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Core.Naming;

namespace HccRisk.Cohorts.Scanning;

/// <summary>The patients of a clinical table and when they were operated on.</summary>
internal sealed class ClinicalDates
{
    private static readonly string[] Formats = ["yyyy-MM-dd", "yyyyMMdd", "yyyy/MM/dd", "yyyy.MM.dd"];
    private readonly Dictionary<string, DateOnly?> _dates = new(StringComparer.Ordinal);

    private ClinicalDates(CsvTable? table, int id, int date)
    {
        Table = table;
        IdColumn = id;
        DateColumn = date;
    }

    internal CsvTable? Table { get; }

    internal int IdColumn { get; }

    internal int DateColumn { get; }

    internal IEnumerable<string> Ids => _dates.Keys;

    internal bool Has(string id) => _dates.ContainsKey(id);

    internal DateOnly? SurgeryOf(string id) => _dates.GetValueOrDefault(id);

    internal static ClinicalDates Load(CohortScanOptions options)
    {
        if (options.ClinicalCsv is not { } path)
        {
            return new ClinicalDates(null, -1, -1);
        }

        var table = CsvTable.Read(path, "clinical file");
        var header = options.Schema.Columns.First(column => column.Kind == ColumnKind.Id).FileHeader;
        var clinical = new ClinicalDates(table, table.IndexOf(header), table.IndexOf(options.SurgeryDateColumn));
        if (clinical.IdColumn < 0)
        {
            throw new TableFormatException($"clinical file '{path}': no column '{header}'{NearestNames.Hint(header, table.Headers)}");
        }

        foreach (var row in table.Rows)
        {
            var text = clinical.DateColumn >= 0 && clinical.DateColumn < row.Cells.Count ? row.Cells[clinical.DateColumn] : "";
            if (clinical.IdColumn < row.Cells.Count && row.Cells[clinical.IdColumn] is { Length: > 0 } id)
            {
                clinical._dates[id] = DateOnly.TryParseExact(text.Split(' ', 'T')[0], Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
            }
        }

        return clinical;
    }
}

using System.Globalization;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Core.Naming;

namespace HccRisk.Cohorts;

/// <summary>Reads one row of a clinical file.</summary>
/// <param name="table">The file.</param>
/// <param name="row">The row.</param>
/// <param name="ordinal">Number of the row from 1: the identifier when the file has no such column.</param>
/// <param name="shape">The columns of the cohort.</param>
/// <param name="at">For each of them the index in the file, or -1.</param>
/// <param name="notes">Takes flagged values.</param>
/// <param name="units">Takes the values of columns that have other units.</param>
internal sealed class RowReader(CsvTable table, CsvTable.CsvRow row, int ordinal, CohortShape shape, int[] at, List<string> notes, UnitCheck units)
{
    private static readonly string[] No = ["0", "no", "n", "false"];
    private static readonly string[] Yes = ["1", "yes", "y", "true"];

    /// <summary>Whose row it is, whether it can be read or not.</summary>
    public ListedPatient Listed => new(Id is { Length: > 0 } id ? id : NoId, CellOf(ColumnKind.Site));

    private string Id => at[IndexOf(ColumnKind.Id)] < 0 ? string.Create(CultureInfo.InvariantCulture, $"{ordinal}") : CellOf(ColumnKind.Id);

    private string NoId => $"(line {row.Line})";

    /// <summary>The patient, or why there is none.</summary>
    public (Patient? Patient, Exclusion? Exclusion) Read(Dictionary<string, string> repeated)
    {
        var columns = shape.Columns;
        var id = Id;
        if (id.Length == 0)
        {
            return (null, new Exclusion(NoId, Exclusion.Clinical, $"line {row.Line} has no patient identifier"));
        }

        if (row.Cells.Count != table.Headers.Count)
        {
            return Excluded(id, $"line {row.Line} has {row.Cells.Count} values, the heading has {table.Headers.Count}");
        }

        if (repeated.TryGetValue(id, out var lines))
        {
            return Excluded(id, $"identifier '{id}' is used on lines {lines}");
        }

        var site = CellOf(ColumnKind.Site);
        var values = new double[columns.Count];
        for (var i = 0; i < columns.Count; i++)
        {
            values[i] = double.NaN;
            var column = columns[i];
            if (column.Kind is not (ColumnKind.Id or ColumnKind.Site) && at[i] >= 0 && Value(id, site, column, Cell(i), out values[i]) is { } fault)
            {
                return Excluded(id, $"{fault} (line {row.Line})");
            }
        }

        return (new Patient(id, site, shape, values, [], null), null);
    }

    private static (Patient?, Exclusion?) Excluded(string id, string reason) => (null, new Exclusion(id, Exclusion.Clinical, reason));

    private int IndexOf(ColumnKind kind) => Enumerable.Range(0, shape.Columns.Count).FirstOrDefault(i => shape.Columns[i].Kind == kind, -1);

    private string CellOf(ColumnKind kind) => IndexOf(kind) is var column && column < 0 ? "" : Cell(column);

    private string Cell(int column) => at[column] is var i && i >= 0 && i < row.Cells.Count ? row.Cells[i] : "";

    private string? Value(string id, string site, CohortColumn column, string text, out double value)
    {
        value = double.NaN;
        if (text.Length == 0 || string.Equals(text, "NA", StringComparison.OrdinalIgnoreCase))
        {
            return column.Imputable || column.Role != ColumnRole.Feature ? null : $"{column.Name} is missing";
        }

        return column.Kind switch
        {
            ColumnKind.Binary => Binary(column, text, out value),
            ColumnKind.EventCode when bool.TryParse(text, out var had) => Number(id, site, column, had ? "1" : "0", out value),
            ColumnKind.Categorical => Category(column, text, out value),
            _ => Number(id, site, column, text, out value),
        };
    }

    private static string? Binary(CohortColumn column, string text, out double value)
    {
        var no = column.Categories.Count == 2 ? [column.Categories[0]] : No;
        var yes = column.Categories.Count == 2 ? [column.Categories[1]] : Yes;
        value = yes.Contains(text, StringComparer.OrdinalIgnoreCase) ? 1
            : no.Contains(text, StringComparer.OrdinalIgnoreCase) ? 0
            : double.NaN;
        return double.IsNaN(value) ? $"{column.Name} '{Excerpt.Of(text)}' is not {no[0]} or {yes[0]}" : null;
    }

    private static string? Category(CohortColumn column, string text, out double value)
    {
        for (var i = 0; i < column.Categories.Count; i++)
        {
            if (string.Equals(column.Categories[i], text, StringComparison.OrdinalIgnoreCase))
            {
                value = i;
                return null;
            }
        }

        value = double.NaN;
        return $"{column.Name} '{Excerpt.Of(text)}' is not one of {string.Join(", ", column.Categories)}";
    }

    private string? Number(string id, string site, CohortColumn column, string text, out double value)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) || !double.IsFinite(value))
        {
            value = double.NaN;
            var hint = text.Contains(',', StringComparison.Ordinal) ? ", write a decimal point" : "";
            return $"{column.Name} '{Excerpt.Of(text)}' is not a number{hint}";
        }

        value *= column.Scale;
        units.Add(column, site, id, value);
        if (!(value < column.Minimum || value > column.Maximum))
        {
            return null;
        }

        var fault = Invariant($"{column.Name} {value}{Unit(column.Unit)} is outside {Range(column)}{Unit(column.Unit)}{MixUp(column, value)}");
        if (column.OutOfRange == OutOfRangePolicy.Exclude)
        {
            return fault;
        }

        notes.Add($"patient {id}: {fault} (line {row.Line})");
        return null;
    }

    private static string MixUp(CohortColumn column, double value)
    {
        string[] read = [.. column.OtherUnits
            .Where(u => value * u.Value >= (column.Minimum ?? double.NegativeInfinity) && value * u.Value <= (column.Maximum ?? double.PositiveInfinity))
            .Select(u => Invariant($"{value} {u.Key} would be {value * u.Value:0.####}{Unit(column.Unit)}"))];
        return read.Length == 0 ? "" : $"; {string.Join(", ", read)}: units mixed up?";
    }

    private static string Range(CohortColumn column) => (column.Minimum, column.Maximum) switch
    {
        ({ } low, { } high) => Invariant($"{low} to {high}"),
        ({ } low, null) => Invariant($"{low} or more"),
        _ => Invariant($"{column.Maximum} or less"),
    };

    private static string Unit(string? unit) => unit is null ? "" : " " + unit;

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}

using HccRisk.Core.Naming;
using HccRisk.Core.Tables;

namespace HccRisk.Cohorts;

/// <summary>Reads the columns of a clinical file, each into one array. The first fault of a row leaves its patient out, and nothing more is read of the row.</summary>
/// <param name="table">The file.</param>
/// <param name="ids">Identifier of each row.</param>
/// <param name="faults">Why rows are left out; takes more.</param>
/// <param name="units">Takes the values of columns that have other units.</param>
internal sealed class ColumnReader(Table table, string[] ids, Dictionary<int, string> faults, UnitCheck units)
{
    private const double AnotherFault = double.NegativeInfinity;

    private readonly List<(int Row, string Text)> _flags = [];
    private readonly List<string> _remarks = [];
    private readonly int[] _rows = [.. Enumerable.Range(0, table.Count)];

    /// <summary>Values that are flagged, in the order of the rows, and what is to be known of columns.</summary>
    public IEnumerable<string> Notes => [.. _flags.OrderBy(f => f.Row).Select(f => f.Text), .. _remarks];

    /// <summary>The values of a column; NaN where they are missing.</summary>
    /// <param name="column">The column.</param>
    /// <param name="at">Its index in the file, or -1.</param>
    public double[] Read(CohortColumn column, int at)
    {
        var values = new double[table.Count];
        if (at < 0 || column.Kind is ColumnKind.Id or ColumnKind.Site)
        {
            Array.Fill(values, double.NaN);
            return values;
        }

        var cells = table.Column(at);
        if (column.Kind is ColumnKind.Binary or ColumnKind.Categorical or ColumnKind.EventCode)
        {
            ReadWords(column, cells, values);
        }
        else
        {
            ReadEach(column, cells, values);
        }

        return values;
    }

    /// <summary>Leaves out whose date is before another of theirs that it cannot precede.</summary>
    public void RequireOrder(CohortColumn column, double[] values, CohortColumn earlier, double[] before)
    {
        for (var row = 0; row < values.Length; row++)
        {
            if (values[row] < before[row])
            {
                faults.TryAdd(row, $"{column.Name} {ClinicalDay.Text(values[row])} is before {earlier.Name} {ClinicalDay.Text(before[row])} (line {table.LineOf(row)})");
            }
        }
    }

    private void ReadEach(CohortColumn column, TableColumn cells, double[] values)
    {
        var (low, high) = (0, 0);
        for (var row = 0; row < values.Length; row++)
        {
            values[row] = double.NaN;
            if (faults.Count > 0 && faults.ContainsKey(row))
            {
                continue;
            }

            if (cells.IsMissing(row))
            {
                Missing(column, row);
                continue;
            }

            if (column.Kind == ColumnKind.Date)
            {
                if (cells.TryDate(row, out var date, out var fault))
                {
                    values[row] = ClinicalDay.Of(date);
                }
                else
                {
                    Leave(row, $"{column.Name} '{Excerpt.Of(cells.Text(row))}' {fault}");
                }
            }
            else if (cells.TryNumber(row, out var number))
            {
                var side = cells.LimitSide(row);
                (low, high) = (low + (side < 0 ? 1 : 0), high + (side > 0 ? 1 : 0));
                values[row] = Checked(column, row, number);
            }
            else
            {
                Leave(row, NoNumber(column, cells, row));
            }
        }

        if (low + high > 0)
        {
            var taken = table.LimitsTaken;
            _remarks.Add(FormattableString.Invariant($"{column.Name}: {low} values below and {high} above a limit of detection are taken {taken}"));
        }
    }

    /// <summary>A column of few different texts: each is understood once.</summary>
    private void ReadWords(CohortColumn column, TableColumn cells, double[] values)
    {
        var (codes, levels) = cells.Levels(_rows);
        var meanings = new (bool Known, bool Missing, double Value)[levels.Length];
        for (var row = 0; row < values.Length; row++)
        {
            values[row] = double.NaN;
            if (faults.Count > 0 && faults.ContainsKey(row))
            {
                continue;
            }

            ref var meaning = ref meanings[codes[row]];
            if (!meaning.Known)
            {
                meaning = (true, cells.IsMissing(row), ValueOf(column, cells, row, levels[codes[row]]));
            }

            if (meaning.Missing)
            {
                Missing(column, row);
            }
            else if (double.IsNegativeInfinity(meaning.Value))
            {
                Leave(row, column.Kind switch
                {
                    ColumnKind.Binary => $"{column.Name} '{Excerpt.Of(levels[codes[row]])}' is not {(column.Categories.Count == 2 ? $"{column.Categories[0]} or {column.Categories[1]}" : "0 or 1")}",
                    ColumnKind.Categorical => $"{column.Name} '{Excerpt.Of(levels[codes[row]])}' is not one of {string.Join(", ", column.Categories)}",
                    _ => NoNumber(column, cells, row),
                });
            }
            else
            {
                values[row] = column.Kind == ColumnKind.EventCode ? Checked(column, row, meaning.Value) : meaning.Value;
            }
        }
    }

    private static double ValueOf(CohortColumn column, TableColumn cells, int row, string text)
    {
        switch (column.Kind)
        {
            case ColumnKind.Categorical:
                return Index(column.Categories, text) is var category && category >= 0 ? category : AnotherFault;
            case ColumnKind.Binary when column.Categories.Count == 2:
                return Index(column.Categories, text) is var name && name >= 0 ? name : AnotherFault;
            case ColumnKind.Binary when text is "0" or "1":
                return text == "1" ? 1 : 0;
            case ColumnKind.EventCode when YesNo.Of(text) is null:
                return cells.TryNumber(row, out var code) ? code : AnotherFault;
            default:
                return YesNo.Of(text) is { } said ? (said ? 1 : 0) : AnotherFault;
        }
    }

    private static int Index(IReadOnlyList<string> categories, string text)
    {
        for (var i = 0; i < categories.Count; i++)
        {
            if (string.Equals(categories[i], text, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }

    private static string NoNumber(CohortColumn column, TableColumn cells, int row) => $"{column.Name} '{Excerpt.Of(cells.Text(row))}' is not a number{cells.Remedy(row)}";

    private double Checked(CohortColumn column, int row, double number)
    {
        var value = number * column.Scale;
        units.Add(column, row, value);
        if (!(value < column.Minimum || value > column.Maximum))
        {
            return value;
        }

        var fault = Invariant($"{column.Name} {value}{Unit(column.Unit)} is outside {Range(column)}{Unit(column.Unit)}{MixUp(column, value)}");
        if (column.OutOfRange == OutOfRangePolicy.Exclude)
        {
            Leave(row, fault);
            return double.NaN;
        }

        _flags.Add((row, $"patient {ids[row]}: {fault} (line {table.LineOf(row)})"));
        return value;
    }

    private void Missing(CohortColumn column, int row)
    {
        if (!column.Imputable && column.Role == ColumnRole.Feature)
        {
            Leave(row, $"{column.Name} is missing");
        }
    }

    private void Leave(int row, string fault) => faults[row] = $"{fault} (line {table.LineOf(row)})";

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

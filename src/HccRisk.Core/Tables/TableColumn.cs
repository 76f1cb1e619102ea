using System.Globalization;
using HccRisk.Core.Errors;
using HccRisk.Core.Naming;

namespace HccRisk.Core.Tables;

/// <summary>
/// A column of a table: cells as they are written, and on request numbers or dates. What its cells leave open (the decimal mark, the order of day and month) is decided
/// by all of them together when it is first asked for, and an open question is refused with the cell that raises it.
/// </summary>
public sealed class TableColumn
{
    private readonly Table _table;
    private readonly ulong[] _cells;
    private readonly TextPool _pool;
    private readonly MarkEvidence _marks;
    private readonly HashSet<ulong> _missing;
    private readonly Lazy<NumberRule> _numbers;
    private readonly Lazy<DateOrder> _dates;
    private bool? _isNumeric;

    internal TableColumn(Table table, int index, ulong[] cells, TextPool pool, MarkEvidence marks)
    {
        _table = table;
        Index = index;
        _cells = cells;
        _pool = pool;
        _marks = marks;
        _missing = MissingCells();
        _numbers = new Lazy<NumberRule>(() => NumberRule.Of(this, _marks));
        _dates = new Lazy<DateOrder>(FindOrder);
    }

    /// <summary>Number of the column, from 0.</summary>
    public int Index { get; }

    /// <summary>Its heading.</summary>
    public string Header => _table.Headers[Index];

    internal Table Table => _table;

    internal ReadOnlySpan<ulong> Cells => _cells.AsSpan(0, _table.Count);

    internal TextPool Pool => _pool;

    /// <summary>Whether a cell is empty or a text that stands for a missing value.</summary>
    /// <param name="row">Row below the headings, from 0.</param>
    public bool IsMissing(int row) => IsMissingCell(_cells[row]);

    /// <summary>A cell as it is written, trimmed.</summary>
    /// <param name="row">Row below the headings, from 0.</param>
    public string Text(int row) => TextOf(_cells[row]);

    /// <summary>
    /// A cell as a program would write it: where the whole column is numbers and a cell has a decimal comma or marks of thousands, with a decimal point and without
    /// those; as it is written otherwise.
    /// </summary>
    /// <param name="row">Row below the headings, from 0.</param>
    /// <exception cref="TableFormatException">Which mark is the decimal one is open.</exception>
    public string PlainText(int row)
    {
        var cell = _cells[row];
        if (_marks.IsPlain || IsMissingCell(cell) || !HasMarks(cell) || !IsNumeric)
        {
            return TextOf(cell);
        }

        return PackedNumber.IsNumber(cell) && _numbers.Value.IsDecimal(cell) ? PackedNumber.Text(cell, '.')
            : TryNumber(row, out var value) ? value.ToString("R", CultureInfo.InvariantCulture)
            : TextOf(cell);
    }

    /// <summary>Whether every cell that is not missing is a number, however it is written, and there is one. Detection limits count as numbers.</summary>
    public bool IsNumeric => _isNumeric ??= AllNumbers();

    /// <summary>What was decided about the column that its reader should know; null when it is as plain as can be.</summary>
    internal string? Decision =>
        (_numbers.IsValueCreated ? _numbers.Value.Description : null) is { } numbers ? numbers
        : _dates.IsValueCreated && _dates.Value is not DateOrder.Found ? Describe(_dates.Value) : null;

    /// <summary>A number.</summary>
    /// <param name="row">Row below the headings, from 0.</param>
    /// <returns>NaN where the cell is missing.</returns>
    /// <exception cref="TableFormatException">The cell is none; the message names file, sheet, line, column, value and remedy.</exception>
    public double Number(int row)
    {
        var cell = _cells[row];
        return IsMissingCell(cell) ? double.NaN : TryNumber(row, out var value) ? value : throw Fault(row, "is no number" + Remedy(row));
    }

    /// <summary>A number, if the cell is one.</summary>
    /// <param name="row">Row below the headings, from 0.</param>
    /// <param name="value">The number; NaN where the cell is missing or none.</param>
    /// <returns>Whether it is a number; a missing cell is not.</returns>
    /// <exception cref="TableFormatException">Which mark of the column is the decimal one is open.</exception>
    public bool TryNumber(int row, out double value)
    {
        value = double.NaN;
        var cell = _cells[row];
        return !IsMissingCell(cell) && _numbers.Value.TryValue(cell, out value);
    }

    /// <summary>Why a text that should be a number is none, where that can be said, with what to do; empty otherwise.</summary>
    /// <param name="row">Row below the headings, from 0.</param>
    public string Remedy(int row) => NumberText.Limit(NumberText.Plain(Text(row)), out var limit) != 0 && NumberText.TryParse(limit, '.', out _)
        ? ": a limit of detection; say what it is taken for (--limits at-limit, half or flag; in a schema \"limits\")"
        : YesNo.Of(Text(row)) is not null ? ": it is a yes or no"
        : string.Empty;

    /// <summary>The numbers of some rows.</summary>
    /// <param name="rows">Rows below the headings, from 0.</param>
    /// <returns>NaN where a cell is missing.</returns>
    /// <exception cref="TableFormatException">A cell is none.</exception>
    public double[] Numbers(ReadOnlySpan<int> rows)
    {
        var values = new double[rows.Length];
        var rule = _numbers.Value;
        for (var i = 0; i < rows.Length; i++)
        {
            var cell = _cells[rows[i]];
            values[i] = rule.IsPlain && PackedNumber.IsNumber(cell) && _missing.Count == 0 ? PackedNumber.Value(cell) : Number(rows[i]);
        }

        return values;
    }

    /// <summary>-1 where a cell is a lower limit of detection (<c>&lt;20</c>), 1 at an upper one, 0 where it is measured, NaN where it is missing.</summary>
    /// <param name="row">Row below the headings, from 0.</param>
    public double LimitSide(int row) => IsMissing(row) ? double.NaN : PackedNumber.IsText(_cells[row]) ? NumberText.Limit(NumberText.Plain(Text(row)), out _) : 0;

    /// <summary>A date.</summary>
    /// <param name="row">Row below the headings, from 0.</param>
    /// <returns>Null where the cell is missing.</returns>
    /// <exception cref="TableFormatException">The cell is none, or day and month of the column cannot be told apart.</exception>
    public DateOnly? Date(int row) => IsMissing(row) ? null : TryDate(row, out var date, out var fault) ? date : throw Fault(row, fault);

    /// <summary>A date, if the cell is one.</summary>
    /// <param name="row">Row below the headings, from 0.</param>
    /// <param name="date">The date.</param>
    /// <param name="fault">Why it is none, with the remedy; empty when it is one.</param>
    /// <returns>Whether it is a date.</returns>
    /// <exception cref="TableFormatException">Day and month of the column cannot be told apart.</exception>
    public bool TryDate(int row, out DateOnly date, out string fault)
    {
        fault = string.Empty;
        var form = DateText.Read(NumberText.Plain(Text(row)), out date, out var second, out var serial);
        switch (form)
        {
            case DateText.Form.Certain:
                return true;
            case DateText.Form.Open:
                date = _dates.Value == DateOrder.MonthFirst ? second : date;
                fault = date == default ? $"is no date with the {(_dates.Value == DateOrder.MonthFirst ? "month" : "day")} first" : "";
                return date != default;
            case DateText.Form.Serial when _table.Options.Dates is DateOrder.Serial1900 or DateOrder.Serial1904:
                var day = DateText.OfSerial(serial, _table.Options.Dates == DateOrder.Serial1904);
                date = day ?? default;
                fault = day is null ? "is no day of a spreadsheet" : "";
                return day is not null;
            case DateText.Form.Serial:
                fault = "is no date; where it is a day of a spreadsheet say which it counts from (--dates serial1900 or serial1904)";
                return false;
            case DateText.Form.ShortYear:
                fault = "has a year of two digits: write four";
                return false;
            default:
                fault = "is no date: write it as 2020-01-31";
                return false;
        }
    }

    /// <summary>Codes of some rows by what is written in them, and the texts of the codes in the order they first occur.</summary>
    /// <param name="rows">Rows below the headings, from 0.</param>
    public (int[] Codes, string[] Levels) Levels(ReadOnlySpan<int> rows)
    {
        var codes = new int[rows.Length];
        var found = new Dictionary<ulong, int>();
        var levels = new List<string>();
        var (last, code) = (ulong.MaxValue, 0);
        for (var i = 0; i < rows.Length; i++)
        {
            var cell = _cells[rows[i]];
            if (cell != last && !found.TryGetValue(last = cell, out code))
            {
                found[cell] = code = levels.Count;
                levels.Add(PlainText(rows[i]));
            }

            codes[i] = code;
        }

        return (codes, [.. levels]);
    }

    /// <summary>Rows, two at least, that have the same text, by the order of their first; missing cells are not looked at.</summary>
    public IReadOnlyList<int[]> Repeated()
    {
        var sorted = Cells.ToArray();
        Array.Sort(sorted);
        var twice = new HashSet<ulong>();
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] == sorted[i - 1] && sorted[i] != 0)
            {
                twice.Add(sorted[i]);
            }
        }

        return twice.Count == 0 ? [] : [.. Enumerable.Range(0, _table.Count).Where(i => twice.Contains(_cells[i])).GroupBy(i => _cells[i]).Select(g => g.ToArray())];
    }

    /// <summary>An error about a cell: file, sheet, line, column and value before what is wrong.</summary>
    /// <param name="row">Row below the headings, from 0.</param>
    /// <param name="fault">What is wrong with the value, and the remedy.</param>
    public TableFormatException Fault(int row, string fault) => new($"{_table.Place(row, Index)}: '{Excerpt.Of(Text(row))}' {fault}");

    internal string TextOf(ulong cell) => cell == 0 ? "" : PackedNumber.IsNumber(cell) ? PackedNumber.Text(cell) : _pool.Text(PackedNumber.TextOf(cell));

    internal bool IsMissingCell(ulong cell) => cell == 0 || (_missing.Count > 0 && _missing.Contains(cell));

    private bool HasMarks(ulong cell) => PackedNumber.IsNumber(cell) ? PackedNumber.HasMark(cell) : _pool.Bytes(PackedNumber.TextOf(cell)).ContainsAny((byte)',', (byte)'.');

    private HashSet<ulong> MissingCells()
    {
        var cells = new HashSet<ulong>();
        for (var i = 0; i < _pool.Count; i++)
        {
            if (_pool.Bytes(i).Length <= 4 && MissingText.Is(_pool.Text(i)))
            {
                cells.Add(PackedNumber.OfText(i));
            }
        }

        foreach (var text in _table.Options.Missing)
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(text.Trim());
            if (PackedNumber.Pack(bytes) is > 0 and var number)
            {
                cells.Add(number);
            }
            else if (_pool.Find(bytes) is >= 0 and var found)
            {
                cells.Add(PackedNumber.OfText(found));
            }
        }

        return cells;
    }

    private bool AllNumbers()
    {
        var some = false;
        for (var i = 0; i < _pool.Count; i++)
        {
            if (!IsMissingCell(PackedNumber.OfText(i)))
            {
                NumberText.Limit(NumberText.Plain(_pool.Text(i)), out var number);
                if (!NumberText.Marks(number, out _, out _))
                {
                    return false;
                }

                some = true;
            }
        }

        return some || _marks.Numbers > 0;
    }

    private DateOrder FindOrder()
    {
        if (_table.Options.Dates is DateOrder.DayFirst or DateOrder.MonthFirst)
        {
            return _table.Options.Dates;
        }

        var (day, month, open) = (-1, -1, -1);
        for (var row = 0; row < _table.Count && (day < 0 || month < 0); row++)
        {
            if (DateText.Read(NumberText.Plain(Text(row)), out var first, out var second, out _) == DateText.Form.Open)
            {
                day = day < 0 && second == default ? row : day;
                month = month < 0 && first == default ? row : month;
                open = open < 0 ? row : open;
            }
        }

        return (day, month) switch
        {
            ( >= 0, < 0) => DateOrder.DayFirst,
            ( < 0, >= 0) => DateOrder.MonthFirst,
            ( >= 0, >= 0) => throw Fault(day, $"has the day first, '{Text(month)}' on line {_table.LineOf(month)} the month: write one way, 2020-01-31 is best"),
            _ => throw Fault(open, "may be day/month or month/day, and no date of the column tells: say which (--dates day-first or month-first; in a schema \"dates\")"),
        };
    }

    private static string Describe(DateOrder order) => order switch
    {
        DateOrder.MonthFirst => "dates with the month first",
        DateOrder.DayFirst => "dates with the day first",
        _ => "dates as days of a spreadsheet",
    };
}

using HccRisk.Core.Errors;

namespace HccRisk.Core.Tables;

/// <summary>How the numbers of a column are read: which mark is the decimal one, what groups thousands, what limits of detection are taken for.</summary>
internal sealed class NumberRule
{
    private readonly TableColumn _column;
    private readonly char _mark;
    private readonly DetectionLimit _limits;
    private readonly byte[] _known;
    private readonly double[] _values;

    private NumberRule(TableColumn column, char mark, bool plain, string? description)
    {
        _column = column;
        _mark = mark;
        _limits = column.Table.Options.Limits;
        _known = new byte[column.Pool.Count];
        _values = new double[column.Pool.Count];
        IsPlain = plain;
        Description = description;
    }

    /// <summary>Whether no plain number of the column has a comma, and every point is decimal.</summary>
    public bool IsPlain { get; }

    /// <summary>What was decided, where a person may have meant something else; null where nothing was.</summary>
    public string? Description { get; }

    /// <exception cref="TableFormatException">The marks contradict one another, or leave open which is the decimal one.</exception>
    public static NumberRule Of(TableColumn column, MarkEvidence marks)
    {
        if (marks.IsPlain && column.Table.Options.DecimalMark is null or '.')
        {
            return new NumberRule(column, '.', plain: marks.Comma < 0 && marks.OpenComma < 0, null);
        }

        var (point, comma, groupPoint, groupComma) = (marks.Point, marks.Comma, -1, -1);
        for (var i = 0; i < column.Pool.Count; i++)
        {
            var cell = PackedNumber.OfText(i);
            if (column.IsMissingCell(cell))
            {
                continue;
            }

            NumberText.Limit(NumberText.Plain(column.Pool.Text(i)), out var number);
            if (!NumberText.Marks(number, out var mark, out var group))
            {
                continue;
            }

            var row = mark != '\0' || group != '\0' ? column.Cells.IndexOf(cell) : -1;
            point = point < 0 && mark == '.' ? row : point;
            comma = comma < 0 && mark == ',' ? row : comma;
            groupPoint = group == '.' ? row : groupPoint;
            groupComma = group == ',' ? row : groupComma;
        }

        var decided = column.Table.Options.DecimalMark ?? Decide(column, marks, point, comma, groupPoint, groupComma);
        var grouped = decided == '.' ? groupComma >= 0 || marks.OpenComma >= 0 : groupPoint >= 0 || marks.OpenPoint >= 0;
        var used = decided == '.' ? point >= 0 || marks.OpenPoint >= 0 : comma >= 0 || marks.OpenComma >= 0;
        string[] said =
        [
            .. used && decided == ',' ? ["decimal comma"] : Array.Empty<string>(),
            .. used && decided == '.' && (grouped || marks.Point < 0) ? ["decimal point"] : Array.Empty<string>(),
            .. grouped ? [$"'{(decided == '.' ? ',' : '.')}' between thousands"] : Array.Empty<string>(),
        ];
        return new NumberRule(column, decided, decided == '.' && marks.Comma < 0 && marks.OpenComma < 0, said.Length > 0 ? string.Join(", ", said) : null);
    }

    /// <summary>Whether the mark of a plain number is the decimal one, or it has none.</summary>
    public bool IsDecimal(ulong cell) => !PackedNumber.HasMark(cell) || PackedNumber.HasComma(cell) == (_mark == ',');

    public bool TryValue(ulong cell, out double value)
    {
        if (PackedNumber.IsNumber(cell))
        {
            value = IsDecimal(cell) ? PackedNumber.Value(cell) : PackedNumber.MayGroup(cell) ? PackedNumber.Grouped(cell) : double.NaN;
            return !double.IsNaN(value);
        }

        var index = PackedNumber.TextOf(cell);
        if (_known[index] == 0)
        {
            _known[index] = Parse(NumberText.Plain(_column.Pool.Text(index)), out _values[index]) ? (byte)1 : (byte)2;
        }

        value = _values[index];
        return _known[index] == 1;
    }

    private bool Parse(string text, out double value)
    {
        var side = NumberText.Limit(text, out var number);
        if (!NumberText.TryParse(number, _mark, out value) || (side != 0 && _limits == DetectionLimit.Refuse))
        {
            value = double.NaN;
            return false;
        }

        value = side < 0 && _limits == DetectionLimit.Half ? value / 2 : value;
        return true;
    }

    private static char Decide(TableColumn column, MarkEvidence marks, int point, int comma, int groupPoint, int groupComma)
    {
        const string Say = "say which mark is the decimal one (--decimal . or --decimal ,; in a schema \"decimal\"), or write one";
        var line = (int row) => column.Table.LineOf(row);
        if (point >= 0 && comma >= 0)
        {
            throw column.Fault(comma, $"has a decimal comma, '{column.Text(point)}' on line {line(point)} a decimal point: {Say}");
        }

        if ((point >= 0 && marks.OpenComma >= 0 && groupComma < 0) || (comma >= 0 && marks.OpenPoint >= 0 && groupPoint < 0))
        {
            var (open, sure) = point >= 0 ? (marks.OpenComma, point) : (marks.OpenPoint, comma);
            throw column.Fault(open, $"may be a thousand or a decimal of another mark than '{column.Text(sure)}' on line {line(sure)}: {Say}");
        }

        if (point >= 0 || comma >= 0)
        {
            return point >= 0 ? '.' : ',';
        }

        if (marks.OpenPoint < 0 && marks.OpenComma < 0)
        {
            return '.';
        }

        var (elsewherePoint, elsewhereComma) = column.Table.MarksElsewhere(column.Index);
        if (marks.OpenPoint >= 0 && marks.OpenComma >= 0)
        {
            throw column.Fault(marks.OpenComma, $"and '{column.Text(marks.OpenPoint)}' on line {line(marks.OpenPoint)} have different marks: {Say}");
        }

        // Commas between the cells leave the point for the numbers.
        return elsewherePoint && !elsewhereComma ? '.'
            : elsewhereComma && !elsewherePoint ? ','
            : marks.OpenComma < 0 && column.Table.Delimiter is ',' or '\0' ? '.'
            : throw column.Fault(Math.Max(marks.OpenPoint, marks.OpenComma), $"may be a thousand or a decimal, and no number of the file tells: {Say}");
    }
}

using System.Text;
using HccRisk.Core.Errors;
using HccRisk.Core.Naming;

namespace HccRisk.Core.Tables;

/// <summary>Takes a table row by row into one array a column.</summary>
/// <param name="source">What is read, for messages.</param>
/// <param name="wanted">Which columns are kept; null for all.</param>
internal sealed class TableBuilder(TableSource source, Func<string, bool>? wanted)
{
    private const int FirstRows = 64;

    private readonly List<int> _afterGap = [];
    private int[] _kept = [];
    private int[] _lines = [];
    private bool _gaps;

    public IReadOnlyList<string> Headers { get; private set; } = [];

    public int HeaderLine { get; private set; }

    public int Count { get; private set; }

    public Dictionary<int, int> Ragged { get; } = [];

    /// <summary>Line of each row; empty when they follow one another from the headings on.</summary>
    public int[] Lines => _gaps ? _lines : [];

    public ulong[]?[] Cells { get; private set; } = [];

    public TextPool?[] Pools { get; private set; } = [];

    public MarkEvidence?[] Marks { get; private set; } = [];

    /// <summary>The row with the headings.</summary>
    public void Head(IReadOnlyList<string> headers, int line)
    {
        RequireDifferent(headers);
        (Headers, HeaderLine) = (headers, line);
        _kept = [.. Enumerable.Range(0, headers.Count).Where(i => wanted is null || wanted(headers[i]))];
        Cells = new ulong[]?[headers.Count];
        Pools = new TextPool?[headers.Count];
        Marks = new MarkEvidence?[headers.Count];
        foreach (var i in _kept)
        {
            (Cells[i], Pools[i], Marks[i]) = (new ulong[FirstRows], new TextPool(), new MarkEvidence());
        }
    }

    /// <summary>A row below the headings.</summary>
    public void Add(TextRows row)
    {
        Begin(row.Line, row.Count, row.AfterGap);
        foreach (var i in _kept)
        {
            if (i < row.Count)
            {
                Set(i, row[i]);
            }
        }

        Count++;
    }

    /// <summary>A row of a sheet, its cells as text.</summary>
    public void Add(IReadOnlyList<string> cells, int line, bool afterGap)
    {
        Begin(line, cells.Count, afterGap);
        Span<byte> buffer = stackalloc byte[256];
        foreach (var i in _kept)
        {
            if (i < cells.Count && cells[i].Length > 0)
            {
                var bytes = Encoding.UTF8.TryGetBytes(cells[i], buffer, out var length) ? buffer[..length] : Encoding.UTF8.GetBytes(cells[i]);
                Set(i, Utf8Spaces.Trim(bytes));
            }
        }

        Count++;
    }

    /// <summary>The table, when it is one table.</summary>
    public Table Build(TableSource from)
    {
        var table = new Table(from, this);
        RequireOneTable(table);
        return table;
    }

    private void Begin(int line, int cells, bool afterGap)
    {
        if (_kept.Length > 0 && Count == Cells[_kept[0]]!.Length)
        {
            foreach (var i in _kept)
            {
                Array.Resize(ref Cells[i], Count * 2);
            }
        }

        if (!_gaps && line != HeaderLine + 1 + Count)
        {
            _gaps = true;
            _lines = [.. Enumerable.Range(HeaderLine + 1, Count)];
        }

        if (_gaps)
        {
            if (Count >= _lines.Length)
            {
                Array.Resize(ref _lines, Math.Max(FirstRows, Count * 2));
            }

            _lines[Count] = line;
        }

        if (cells != Headers.Count)
        {
            Ragged[Count] = cells;
        }

        if (afterGap && Count > 0)
        {
            _afterGap.Add(Count);
        }
    }

    private void Set(int column, ReadOnlySpan<byte> text)
    {
        if (text.Length == 0)
        {
            return;
        }

        var cell = PackedNumber.Pack(text);
        if (cell != 0)
        {
            Marks[column]!.Add(cell, Count);
        }
        else
        {
            Marks[column]!.AddText(text);
            cell = PackedNumber.OfText(Pools[column]!.Add(text));
        }

        Cells[column]![Count] = cell;
    }

    /// <summary>Two columns of one name: either may be meant.</summary>
    private void RequireDifferent(IReadOnlyList<string> headers)
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < headers.Count; i++)
        {
            if (headers[i].Length > 0 && !first.TryAdd(headers[i], i))
            {
                throw new TableFormatException(FormattableString.Invariant(
                    $"{source.Name} has the heading '{Excerpt.Of(headers[i])}' twice, in columns {first[headers[i]] + 1} and {i + 1}: rename one of them"));
            }
        }
    }

    /// <summary>Refuses a second row of headings, and a second table below an empty line.</summary>
    private void RequireOneTable(Table table)
    {
        if (Count < 3)
        {
            return;
        }

        // Words above numbers in every column where the first line names nothing: headings of two lines.
        int[] unnamed = [.. _kept.Where(i => Headers[i].Length == 0)];
        if (Headers.Any(h => h.Length > 0) && unnamed.Any(i => IsHeading(table, i, 0)) && unnamed.All(i => Cells[i]![0] == 0 || IsHeading(table, i, 0)))
        {
            throw new TableFormatException(FormattableString.Invariant(
                $"{source.Name} has headings in lines {HeaderLine} and {table.LineOf(0)}: a column has one cell as its heading; say which line has them (--header-line), or make one of the two"));
        }

        foreach (var row in _afterGap)
        {
            int[] filled = [.. _kept.Where(i => Cells[i]![row] != 0)];
            if (filled.Length >= 2 && filled.All(i => PackedNumber.IsText(Cells[i]![row])) && filled.Any(i => IsHeading(table, i, row)))
            {
                throw new TableFormatException(FormattableString.Invariant(
                    $"{source.Name} seems to have a second table from line {table.LineOf(row)} on ('{Excerpt.Of(table.Column(filled[0]).Text(row))}', '{Excerpt.Of(table.Column(filled[1]).Text(row))}'): give each a file or a sheet of its own"));
            }
        }
    }

    /// <summary>Whether a cell is a word and most others of its column are numbers.</summary>
    private bool IsHeading(Table table, int column, int row) =>
        PackedNumber.IsText(Cells[column]![row]) && !table.Column(column).IsMissing(row) && Marks[column]!.Numbers * 2 >= Count && char.IsLetter(table.Column(column).Text(row)[0]);
}

using HccRisk.Core.Errors;
using HccRisk.Core.Naming;

namespace HccRisk.Core.Tables;

/// <summary>
/// A table of a text file (comma, semicolon, tab or bar between the cells; UTF-8, UTF-16, GB18030 and others) or of a sheet of a workbook (xlsx), its columns each in one
/// array. Whatever the file leaves open is refused with the option that decides it; whatever was decided is in <see cref="Decisions"/>.
/// </summary>
public sealed class Table
{
    private readonly Dictionary<int, int> _ragged;
    private readonly int[] _lines;
    private readonly TableColumn?[] _columns;
    private readonly MarkEvidence?[] _marks;
    private readonly List<string> _decisions;

    internal Table(TableSource source, TableBuilder built)
    {
        Path = source.Path;
        What = source.What;
        Sheet = source.Sheet;
        Options = source.Options;
        Delimiter = source.Delimiter;
        Headers = built.Headers;
        HeaderLine = built.HeaderLine;
        Count = built.Count;
        _ragged = built.Ragged;
        _lines = built.Lines;
        _marks = built.Marks;
        _decisions = source.Decisions;
        _columns = new TableColumn?[Headers.Count];
        for (var i = 0; i < _columns.Length; i++)
        {
            _columns[i] = built.Cells[i] is { } cells ? new TableColumn(this, i, cells, built.Pools[i]!, built.Marks[i]!) : null;
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The sheet of a workbook; null of a text file.</summary>
    public string? Sheet { get; }

    /// <summary>The headings, trimmed; one may be empty.</summary>
    public IReadOnlyList<string> Headers { get; }

    /// <summary>Line of the file, or row of the sheet, from 1, of the headings.</summary>
    public int HeaderLine { get; }

    /// <summary>Rows below the headings that have any text.</summary>
    public int Count { get; }

    /// <summary>
    /// What was decided of the file that a person may have meant otherwise: encoding, delimiter, sheet, and the decimal marks and orders of dates of the columns that have been asked
    /// for numbers or dates. One line each; empty for UTF-8 with commas and decimal points.
    /// </summary>
    public IReadOnlyList<string> Decisions =>
    [
        .. _decisions,
        .. _columns.Where(c => c?.Decision is not null).GroupBy(c => c!.Decision!, StringComparer.Ordinal)
            .Select(g => $"{g.Key} in {string.Join(", ", g.Take(8).Select(c => $"'{c!.Header}'"))}{(g.Count() > 8 ? FormattableString.Invariant($" and {g.Count() - 8} more") : "")}"),
    ];

    /// <summary>What values at a limit of detection are taken for, to say so.</summary>
    public string LimitsTaken => Options.Limits == DetectionLimit.Half ? "as half of a lower limit, at an upper one" : "at the limit";

    /// <summary>Whether a column <c>NAME_limit</c> beside a measured one is asked for (<see cref="DetectionLimit.Flag"/>).</summary>
    public bool FlagsLimits => Options.Limits == DetectionLimit.Flag;

    internal TableReadOptions Options { get; }

    /// <summary>What the file is, in messages.</summary>
    internal string What { get; }

    /// <summary>What stands between the cells; 0 of a workbook.</summary>
    internal char Delimiter { get; }

    /// <summary>Reads a table.</summary>
    /// <param name="path">A text file, or a workbook by its ending <c>.xlsx</c> or <c>.xlsm</c>.</param>
    /// <param name="what">What the file is, for messages.</param>
    /// <param name="options">What the reader need not find out; null for nothing.</param>
    /// <param name="wanted">Which columns are kept, by heading; null for all. Of the others there are the headings.</param>
    /// <exception cref="TableFormatException">
    /// The file is absent, empty or no table, or it leaves open what it says; the message names file, sheet, line and column.
    /// </exception>
    public static Table Read(string path, string what, TableReadOptions? options = null, Func<string, bool>? wanted = null) =>
        TableLoader.Load(path, what, options ?? new TableReadOptions(), wanted);

    /// <summary>A column that was kept.</summary>
    /// <param name="index">Its number, from 0.</param>
    public TableColumn Column(int index) => _columns[index] ?? throw new ArgumentException($"column '{Headers[index]}' was not kept when the table was read", nameof(index));

    /// <summary>Line of the file, or row of the sheet, from 1, where a row starts.</summary>
    /// <param name="row">Row below the headings, from 0.</param>
    public int LineOf(int row) => _lines.Length == 0 ? HeaderLine + 1 + row : _lines[row];

    /// <summary>How many cells a row has; as many as there are headings, or its cells are not where they should be.</summary>
    /// <param name="row">Row below the headings, from 0.</param>
    public int CellsOf(int row) => _ragged.Count == 0 ? Headers.Count : _ragged.GetValueOrDefault(row, Headers.Count);

    /// <summary>The first row with more or fewer cells than there are headings; -1 when none has.</summary>
    public int FirstRagged => _ragged.Count == 0 ? -1 : _ragged.Keys.Min();

    /// <summary>
    /// Index of a heading: the one written the same or, without such, the only one that differs by upper and lower case alone; -1 when absent.
    /// </summary>
    /// <param name="header">The heading.</param>
    /// <exception cref="TableFormatException">Several headings differ from it by case alone.</exception>
    public int IndexOf(string header)
    {
        int[] same = [.. Indices(header, StringComparison.Ordinal)];
        int[] found = same.Length > 0 ? same : [.. Indices(header, StringComparison.OrdinalIgnoreCase)];
        return found.Length switch
        {
            0 => -1,
            1 => found[0],
            _ => throw new TableFormatException(
                $"'{Path}' has {string.Join(" and ", found.Select(i => $"'{Headers[i]}'"))}: which of them is column '{header}'? Write it as in the file."),
        };
    }

    /// <summary>Index of a heading that must be there.</summary>
    /// <param name="header">The heading.</param>
    /// <exception cref="TableFormatException">It is absent; the message has the nearest headings.</exception>
    public int Require(string header) => IndexOf(header) is var index && index >= 0
        ? index
        : throw new TableFormatException($"{Name} has no column '{header}'{NearestNames.Hint(header, Headers)}");

    /// <summary>File and sheet, as messages begin.</summary>
    public string Name => TableSource.NameOf(What, Path, Sheet);

    /// <summary>Where a cell stands: <c>data 'a.xlsx' sheet 'Patients' line 7, column 'afp'</c>.</summary>
    /// <param name="row">Row below the headings, from 0.</param>
    /// <param name="column">Its column, from 0.</param>
    public string Place(int row, int column) => FormattableString.Invariant($"{Name} line {LineOf(row)}, column '{Headers[column]}'");

    /// <summary>Whether other columns have a point, or a comma, that can be a decimal mark only.</summary>
    internal (bool Point, bool Comma) MarksElsewhere(int column)
    {
        var others = _marks.Where((m, i) => m is not null && i != column).ToArray();
        return (others.Any(m => m!.Point >= 0), others.Any(m => m!.Comma >= 0));
    }

    private IEnumerable<int> Indices(string header, StringComparison comparison) =>
        Enumerable.Range(0, Headers.Count).Where(i => string.Equals(Headers[i], header, comparison));
}

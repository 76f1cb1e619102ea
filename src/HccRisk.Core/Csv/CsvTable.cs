using HccRisk.Core.Errors;
using HccRisk.Core.IO;
using HccRisk.Core.Naming;

namespace HccRisk.Core.Csv;

/// <summary>A delimited text file in memory: headings, and rows with their line numbers.</summary>
/// <param name="Path">The file.</param>
/// <param name="Headers">The cells of the first row, trimmed.</param>
/// <param name="Rows">The rows below it that have any text.</param>
public sealed record CsvTable(string Path, IReadOnlyList<string> Headers, IReadOnlyList<CsvTable.CsvRow> Rows)
{
    private const int MaximumBytes = 1 << 29;

    /// <summary>Line in the file, from 1, of the headings.</summary>
    public int HeaderLine { get; init; } = 1;

    /// <summary>One row.</summary>
    /// <param name="Line">Line in the file, from 1, where the row starts.</param>
    /// <param name="Cells">The cells, trimmed.</param>
    public readonly record struct CsvRow(int Line, IReadOnlyList<string> Cells);

    /// <summary>Reads a file with comma, semicolon or tab between the cells, as its first line shows.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What the file is, for messages.</param>
    /// <returns>The table.</returns>
    /// <exception cref="TableFormatException">
    /// The file is absent, empty, above 512 MiB or no such text (the message names line and column), or two headings are written the same.
    /// </exception>
    public static CsvTable Read(string path, string what)
    {
        RequireFile(path, what);
        List<CsvRow> rows;
        try
        {
            rows = [.. CsvParser.Parse(BoundedFile.ReadAllText(path, MaximumBytes)).Where(r => r.Cells.Any(c => c.Length > 0))];
        }
        catch (InvalidDataException e)
        {
            throw new TableFormatException($"{what} '{path}': {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TableFormatException($"{what} '{path}' cannot be read: {e.Message.ReplaceLineEndings(" ")}", e);
        }

        if (rows.Count == 0)
        {
            throw new TableFormatException($"{what} '{path}' is empty");
        }

        RequireDifferent(rows[0].Cells, $"{what} '{path}'");
        return new CsvTable(path, rows[0].Cells, rows[1..]) { HeaderLine = rows[0].Line };
    }

    /// <summary>
    /// Index of a heading: the one written the same or, without such, the only one that differs by upper and lower case alone; -1 when absent.
    /// </summary>
    /// <param name="header">The heading.</param>
    /// <returns>The index.</returns>
    /// <exception cref="TableFormatException">Several headings differ from it by case alone, or are written the same.</exception>
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

    private IEnumerable<int> Indices(string header, StringComparison comparison) =>
        Enumerable.Range(0, Headers.Count).Where(i => string.Equals(Headers[i], header, comparison));

    /// <summary>Two columns of one name: either may be meant.</summary>
    private static void RequireDifferent(IReadOnlyList<string> headers, string file)
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < headers.Count; i++)
        {
            if (headers[i].Length > 0 && !first.TryAdd(headers[i], i))
            {
                throw new TableFormatException(FormattableString.Invariant(
                    $"{file} has the heading '{headers[i]}' twice, in columns {first[headers[i]] + 1} and {i + 1}: rename one of them"));
            }
        }
    }

    /// <exception cref="TableFormatException">The file is absent; the message has the nearest names in its folder.</exception>
    public static void RequireFile(string path, string what, string extension = ".csv")
    {
        if (File.Exists(path))
        {
            return;
        }

        if (Directory.Exists(path))
        {
            string[] files = [.. Directory.EnumerateFiles(path, "*" + extension).Select(f => $"'{System.IO.Path.GetFileName(f)}'").Order(StringComparer.Ordinal).Take(3)];
            throw new TableFormatException($"{what} '{path}' is a folder: name the file in it{(files.Length > 0 ? $", such as {string.Join(" or ", files)}" : "")}");
        }

        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path));
        if (!Directory.Exists(folder))
        {
            throw new TableFormatException($"{what} '{path}' does not exist, nor does its folder");
        }

        var near = NearestNames.Hint(System.IO.Path.GetFileName(path), Directory.EnumerateFiles(folder).Select(f => System.IO.Path.GetFileName(f)));
        throw new TableFormatException($"{what} '{path}' does not exist{near}");
    }
}

using HccRisk.Core.IO;
using HccRisk.Core.Naming;

namespace HccRisk.Core.Cohorts;

/// <summary>A delimited text file in memory: headings, and rows with their line numbers.</summary>
/// <param name="Path">The file.</param>
/// <param name="Headers">The cells of the first row, trimmed.</param>
/// <param name="Rows">The rows below it that have any text.</param>
public sealed record CsvTable(string Path, IReadOnlyList<string> Headers, IReadOnlyList<CsvTable.CsvRow> Rows)
{
    private const int MaximumBytes = 1 << 29;

    /// <summary>One row.</summary>
    /// <param name="Line">Line in the file, from 1, where the row starts.</param>
    /// <param name="Cells">The cells, trimmed.</param>
    public readonly record struct CsvRow(int Line, IReadOnlyList<string> Cells);

    /// <summary>Reads a file with comma, semicolon or tab between the cells, as its first line shows.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What the file is, for messages.</param>
    /// <returns>The table.</returns>
    /// <exception cref="CohortFormatException">The file is absent, empty, above 512 MiB or no such text; the message names line and column.</exception>
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
            throw new CohortFormatException($"{what} '{path}': {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CohortFormatException($"{what} '{path}' cannot be read: {e.Message.ReplaceLineEndings(" ")}", e);
        }

        return rows.Count == 0
            ? throw new CohortFormatException($"{what} '{path}' is empty")
            : new CsvTable(path, rows[0].Cells, rows[1..]);
    }

    /// <summary>Index of a heading, upper and lower case not told apart; -1 when absent.</summary>
    /// <param name="header">The heading.</param>
    /// <returns>The index.</returns>
    public int IndexOf(string header)
    {
        for (var i = 0; i < Headers.Count; i++)
        {
            if (string.Equals(Headers[i], header, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }

    /// <exception cref="CohortFormatException">The file is absent; the message has the nearest names in its folder.</exception>
    internal static void RequireFile(string path, string what)
    {
        if (File.Exists(path))
        {
            return;
        }

        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path));
        if (!Directory.Exists(folder))
        {
            throw new CohortFormatException($"{what} '{path}' does not exist, nor does its folder");
        }

        var near = NearestNames.Hint(System.IO.Path.GetFileName(path), Directory.EnumerateFiles(folder).Select(f => System.IO.Path.GetFileName(f)));
        throw new CohortFormatException($"{what} '{path}' does not exist{near}");
    }
}

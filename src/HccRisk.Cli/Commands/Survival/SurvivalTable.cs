using HccRisk.Core.Csv;
using HccRisk.Core.Errors;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>The CSV files of the survival commands.</summary>
internal static class SurvivalTable
{
    /// <summary>Reads a file in which every row has as many cells as there are headings: of any other, which cell is whose is open.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What the file is, for messages.</param>
    /// <exception cref="TableFormatException">The file is no such table, or a row has more or fewer cells.</exception>
    public static CsvTable Read(string path, string what)
    {
        var table = CsvTable.Read(path, what);
        foreach (var row in table.Rows)
        {
            if (row.Cells.Count != table.Headers.Count)
            {
                throw new TableFormatException(FormattableString.Invariant(
                    $"{what} '{path}': line {row.Line} has {row.Cells.Count} values, the heading has {table.Headers.Count}"));
            }
        }

        return table;
    }

    /// <summary>The number of a row: lines below the headings, so that rows without text or with missing values count too.</summary>
    public static int NumberOf(CsvTable table, CsvTable.CsvRow row) => row.Line - table.HeaderLine;
}

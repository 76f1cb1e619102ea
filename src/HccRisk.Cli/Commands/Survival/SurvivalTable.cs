using HccRisk.Core.Errors;
using HccRisk.Core.Tables;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>The tables of the survival commands.</summary>
internal static class SurvivalTable
{
    /// <summary>Ending of a column of which side of a limit of detection a value is.</summary>
    private const string LimitColumn = "_limit";

    /// <summary>Reads a file in which every row has as many cells as there are headings: of any other, which cell is whose is open.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What the file is, for messages.</param>
    /// <param name="options">What the reader need not find out.</param>
    /// <param name="names">The columns that are kept; null for all.</param>
    /// <exception cref="TableFormatException">The file is no such table, or a row has more or fewer cells.</exception>
    public static Table Read(string path, string what, TableReadOptions options, IEnumerable<string>? names = null)
    {
        var kept = names?.SelectMany(n => (string[])[n, Measured(n)]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var table = Table.Read(path, what, options, kept is null ? null : kept.Contains);
        return table.FirstRagged is var row && row < 0 ? table : throw new TableFormatException(FormattableString.Invariant(
            $"{table.Name}: line {table.LineOf(row)} has {table.CellsOf(row)} values, the heading has {table.Headers.Count}"));
    }

    /// <summary>The number of a row: lines below the headings, so that rows without text or with missing values count too.</summary>
    public static int NumberOf(Table table, int row) => table.LineOf(row) - table.HeaderLine;

    /// <summary>The index of a column, or of the measured one of <c>NAME_limit</c> where the table has no column of that name itself.</summary>
    public static int IndexOf(Table table, string name) =>
        table.FlagsLimits && table.IndexOf(name) < 0 && table.IndexOf(Measured(name)) is var measured and >= 0 ? measured : table.Require(name);

    /// <summary>The numbers of a column; of <c>NAME_limit</c>, which side of a limit of detection each is.</summary>
    public static double[] Numbers(Table table, string name, int[] rows) =>
        table.FlagsLimits && table.IndexOf(name) < 0 ? Array.ConvertAll(rows, table.Column(IndexOf(table, name)).LimitSide) : table.Column(table.Require(name)).Numbers(rows);

    private static string Measured(string name) => name.EndsWith(LimitColumn, StringComparison.OrdinalIgnoreCase) ? name[..^LimitColumn.Length] : name;
}

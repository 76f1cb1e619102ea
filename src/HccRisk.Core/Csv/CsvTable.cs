using System.Collections;
using HccRisk.Core.Errors;
using HccRisk.Core.Tables;

namespace HccRisk.Core.Csv;

/// <summary>A table as rows of texts: what <see cref="Table"/> reads, for those who take their cells one by one.</summary>
public sealed class CsvTable
{
    private CsvTable(Table table)
    {
        Table = table;
        Rows = new RowList(table);
    }

    /// <summary>The columns.</summary>
    public Table Table { get; }

    /// <summary>The file.</summary>
    public string Path => Table.Path;

    /// <summary>The cells of the first row with text, trimmed.</summary>
    public IReadOnlyList<string> Headers => Table.Headers;

    /// <summary>Line in the file, from 1, of the headings.</summary>
    public int HeaderLine => Table.HeaderLine;

    /// <summary>The rows below it that have any text.</summary>
    public IReadOnlyList<CsvRow> Rows { get; }

    /// <summary>One row.</summary>
    /// <param name="Line">Line in the file, from 1, where the row starts.</param>
    /// <param name="Cells">The cells, trimmed; numbers with a decimal point, however the file writes them.</param>
    public readonly record struct CsvRow(int Line, IReadOnlyList<string> Cells);

    /// <summary>Reads a table.</summary>
    /// <param name="path">A text file or a workbook, as <see cref="Table.Read"/> takes it.</param>
    /// <param name="what">What the file is, for messages.</param>
    /// <param name="options">What the reader need not find out; null for nothing.</param>
    /// <returns>The table.</returns>
    /// <exception cref="TableFormatException">
    /// The file is absent, empty or no table (the message names line and column), or two headings are written the same.
    /// </exception>
    public static CsvTable Read(string path, string what, TableReadOptions? options = null) => new(Table.Read(path, what, options));

    /// <summary>Index of a heading, as <see cref="Table.IndexOf"/> finds it; -1 when absent.</summary>
    /// <param name="header">The heading.</param>
    /// <returns>The index.</returns>
    /// <exception cref="TableFormatException">Several headings differ from it by case alone, or are written the same.</exception>
    public int IndexOf(string header) => Table.IndexOf(header);

    private sealed class RowList(Table table) : IReadOnlyList<CsvRow>
    {
        public int Count => table.Count;

        public CsvRow this[int index] => new(table.LineOf(index), new CellList(table, index));

        public IEnumerator<CsvRow> GetEnumerator()
        {
            for (var i = 0; i < Count; i++)
            {
                yield return this[i];
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private sealed class CellList(Table table, int row) : IReadOnlyList<string>
    {
        public int Count => table.CellsOf(row);

        public string this[int index] => index < table.Headers.Count ? table.Column(index).PlainText(row)
            : index < Count ? string.Empty
            : throw new ArgumentOutOfRangeException(nameof(index));

        public IEnumerator<string> GetEnumerator()
        {
            for (var i = 0; i < Count; i++)
            {
                yield return this[i];
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

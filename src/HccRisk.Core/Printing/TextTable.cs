namespace HccRisk.Core.Printing;

/// <summary>Columns of text for a terminal: the first to the left, the others to the right.</summary>
/// <param name="head">Headings, one a column.</param>
public sealed class TextTable(IReadOnlyList<string> head)
{
    private readonly List<IReadOnlyList<string>> _rows = [head];

    /// <summary>Adds a row.</summary>
    /// <param name="row">One text a column.</param>
    public void Add(params IReadOnlyList<string> row) => _rows.Add(row);

    /// <summary>The lines, without blanks at their ends.</summary>
    public override string ToString()
    {
        int[] widths = [.. Enumerable.Range(0, head.Count).Select(c => _rows.Max(r => r[c].Length))];
        return string.Join(
            Environment.NewLine,
            _rows.Select(r => string.Join("  ", r.Select((cell, c) => c == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[c]))).TrimEnd()));
    }
}

namespace HccRisk.Survival.Explanation;

/// <summary>Columns of text for a terminal: the first to the left, the others to the right.</summary>
internal sealed class TextTable(string[] head)
{
    private readonly List<string[]> _rows = [head];

    public void Add(params string[] row) => _rows.Add(row);

    public override string ToString()
    {
        int[] widths = [.. Enumerable.Range(0, head.Length).Select(c => _rows.Max(r => r[c].Length))];
        return string.Join(
            Environment.NewLine,
            _rows.Select(r => string.Join("  ", r.Select((cell, c) => c == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[c]))).TrimEnd()));
    }
}

using System.Globalization;
using System.Text;

namespace HccRisk.Core.Notebooks;

/// <summary>A table of html: columns of numbers to the right, others to the left; long ones are cut, and say so.</summary>
/// <param name="caption">What it shows, not encoded; empty for none.</param>
/// <param name="headings">Headings, one a column, not encoded.</param>
public sealed class NotebookTable(string caption, params IReadOnlyList<string> headings)
{
    /// <summary>The most rows and columns shown.</summary>
    private const int Most = 40;

    /// <summary>A longer text may take several lines.</summary>
    private const int OneLine = 60;

    private readonly List<IReadOnlyList<string>> _rows = [];

    /// <summary>Adds a row.</summary>
    /// <param name="cells">One text a column, not encoded.</param>
    /// <exception cref="ArgumentException">There are not as many cells as headings.</exception>
    public void Add(params IReadOnlyList<string> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        if (cells.Count != headings.Count)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"'cells' has {cells.Count} texts, the table has {headings.Count} columns."), nameof(cells));
        }

        _rows.Add(cells);
    }

    /// <summary>The table; wider than the notebook, it scrolls inside itself.</summary>
    public string ToHtml()
    {
        var columns = Math.Min(headings.Count, Most);
        var rows = _rows.Count <= Most ? _rows : _rows[..Most];
        bool[] numbers = [.. Enumerable.Range(0, columns).Select(c => rows.Count > 0 && rows.All(r => IsNumber(r[c])))];
        var html = new StringBuilder("<div style=\"overflow-x:auto\"><table style=\"border-collapse:collapse\">");
        if (caption.Length > 0)
        {
            html.Append("<caption style=\"caption-side:top;text-align:left;font-weight:600;white-space:nowrap\">").Append(NotebookHtml.Encode(caption)).Append("</caption>");
        }

        html.Append("<thead>");
        AppendRow(headings, "th");
        html.Append("</thead><tbody>");
        foreach (var row in rows)
        {
            AppendRow(row, "td");
        }

        html.Append("</tbody></table></div>");
        string[] cut =
        [
            .. _rows.Count > rows.Count ? [Cut(_rows.Count - rows.Count, "row")] : Array.Empty<string>(),
            .. headings.Count > columns ? [Cut(headings.Count - columns, "column")] : Array.Empty<string>(),
        ];
        return html.Append(NotebookHtml.Line(string.Join(", ", cut))).ToString();

        void AppendRow(IReadOnlyList<string> cells, string tag)
        {
            html.Append("<tr>");
            for (var c = 0; c < columns; c++)
            {
                html.Append('<').Append(tag).Append(" style=\"padding:2px 10px;text-align:").Append(numbers[c] ? "right" : "left").Append(cells[c].Length <= OneLine ? ";white-space:nowrap\">" : "\">")
                    .Append(NotebookHtml.Encode(cells[c])).Append("</").Append(tag).Append('>');
            }

            html.Append("</tr>");
        }

        static string Cut(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} more {noun}{(count == 1 ? string.Empty : "s")}");
    }

    // A number, an interval, a share, "< 0.001", or nothing.
    private static bool IsNumber(string cell) => cell.Length == 0 || cell == "-" || (char.IsAsciiDigit(cell.TrimStart('<', ' ', '-', '+')[..1].FirstOrDefault('x')) && !char.IsAsciiLetter(cell[^1]));
}

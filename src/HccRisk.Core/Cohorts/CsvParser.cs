using System.Text;

namespace HccRisk.Core.Cohorts;

/// <summary>
/// Delimited text as RFC 4180 has it (quoted cells may hold delimiters, doubled quotes and line ends), with comma, semicolon or tab as
/// the first line shows.
/// </summary>
internal static class CsvParser
{
    public static IEnumerable<CsvTable.CsvRow> Parse(string text)
    {
        var delimiter = DelimiterOf(text);
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        var line = 1;
        var start = 1;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            line += c == '\n' ? 1 : 0;
            if (quoted)
            {
                if (c != '"')
                {
                    cell.Append(c);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell.Append(c);
                    i++;
                }
                else
                {
                    quoted = false;
                }
            }
            else if (c == '"' && cell.ToString().AsSpan().Trim().IsEmpty)
            {
                quoted = true;
                cell.Clear();
            }
            else if (c == delimiter)
            {
                Take(cells, cell);
            }
            else if (c == '\n')
            {
                Take(cells, cell);
                yield return new CsvTable.CsvRow(start, [.. cells]);
                cells.Clear();
                start = line;
            }
            else
            {
                cell.Append(c);
            }
        }

        if (cell.Length > 0 || cells.Count > 0)
        {
            Take(cells, cell);
            yield return new CsvTable.CsvRow(start, [.. cells]);
        }
    }

    private static void Take(List<string> cells, StringBuilder cell)
    {
        cells.Add(cell.ToString().Trim());
        cell.Clear();
    }

    private static char DelimiterOf(string text)
    {
        var content = text.AsSpan().TrimStart();
        var end = content.IndexOf('\n');
        var first = end < 0 ? content : content[..end];
        return first.Contains(',') ? ',' : first.Contains(';') ? ';' : first.Contains('\t') ? '\t' : ',';
    }
}

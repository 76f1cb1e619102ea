using System.Text;

namespace HccRisk.Core.Csv;

/// <summary>
/// Delimited text as RFC 4180 has it (quoted cells may hold delimiters, doubled quotes and line ends), with comma, semicolon or tab as
/// the first line shows.
/// </summary>
internal static class CsvParser
{
    private const int MaximumCells = 1_000_000;

    /// <exception cref="InvalidDataException">A quoted cell is not closed, or a character is none of a text; the message has line and column.</exception>
    public static IEnumerable<CsvTable.CsvRow> Parse(string text)
    {
        // Lines that end in a carriage return alone, as in files of old spreadsheets for the Mac.
        text = text.Contains('\n') ? text : text.Replace('\r', '\n');
        var delimiter = DelimiterOf(text);
        var cells = new List<string>();
        var cell = new StringBuilder();
        var (quoted, blank) = (false, true);
        var (line, start, newest) = (1, 1, -1);
        var quote = string.Empty;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\n')
            {
                line++;
                newest = i;
            }

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
            else if (c == '"' && blank)
            {
                quoted = true;
                blank = false;
                quote = FormattableString.Invariant($"line {line}, column {i - newest}");
                cell.Clear();
            }
            else if (c == delimiter)
            {
                Take(cells, cell);
                blank = true;
                if (cells.Count == MaximumCells)
                {
                    throw new InvalidDataException(FormattableString.Invariant($"line {line}: more than {MaximumCells} cells"));
                }
            }
            else if (c == '\n')
            {
                Take(cells, cell);
                blank = true;
                yield return new CsvTable.CsvRow(start, [.. cells]);
                cells.Clear();
                start = line;
            }
            else
            {
                cell.Append(c);
                blank &= char.IsWhiteSpace(c);
            }

            if (c == '\0')
            {
                throw new InvalidDataException(FormattableString.Invariant($"line {line}, column {i - newest}: a NUL, which no text has: export it as CSV in UTF-8"));
            }
        }

        if (quoted)
        {
            throw new InvalidDataException($"{quote}: the quote that opens the cell is not closed");
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

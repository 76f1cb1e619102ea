using System.Buffers;
using System.Globalization;
using System.Text;

namespace HccRisk.Core.Csv;

/// <summary>Lines of comma-separated text (RFC 4180, lines end with LF) that <see cref="CsvTable"/> reads.</summary>
public static class CsvText
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",;\"\r\n\t");

    /// <summary>A table as text: cells by the invariant culture, in quotation marks where they hold a separator or outer spaces.</summary>
    /// <param name="headers">The headings.</param>
    /// <param name="rows">The cells of each row; null is an empty cell.</param>
    public static string Of(IEnumerable<string> headers, IEnumerable<IEnumerable<object?>> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows.Prepend(headers))
        {
            text.AppendJoin(',', row.Select(cell => Quote(Convert.ToString(cell, CultureInfo.InvariantCulture) ?? ""))).Append('\n');
        }

        return text.ToString();
    }

    private static string Quote(string cell) =>
        cell.AsSpan().ContainsAny(Special) || cell.AsSpan().Trim().Length < cell.Length ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}

using HccRisk.Core.Naming;

namespace HccRisk.Core.Tables;

/// <summary>What stands between the cells of a text file.</summary>
internal static class Delimiters
{
    private const int Rows = 40;

    private static readonly byte[] Known = [(byte)',', (byte)';', (byte)'\t', (byte)'|'];

    /// <summary>
    /// The one that cuts the first rows into equally many cells, two at least; where none does, the one that cuts the headings into most.
    /// </summary>
    /// <exception cref="InvalidDataException">Several cut all of the rows into equally many cells.</exception>
    public static byte Find(TextRows rows)
    {
        var counts = Array.ConvertAll(Known, d => rows.CountsWith(d, Rows));
        int[] even = [.. Enumerable.Range(0, Known.Length).Where(i => counts[i] is [> 1, _, ..] && counts[i].TrueForAll(c => c == counts[i][0]))];
        return even switch
        {
            [var only] => Known[only],
            [] => Known[Enumerable.Range(0, Known.Length).MaxBy(i => counts[i] is [var first, ..] ? first : 0)],
            _ => throw new InvalidDataException(
                $"{string.Join(" and ", even.Select(i => Name((char)Known[i])))} both cut its rows into equally many cells: say which stands between them (--delimiter)"),
        };
    }

    public static string Name(char delimiter) => delimiter switch
    {
        ',' => "comma",
        ';' => "semicolon",
        '\t' => "tab",
        '|' => "bar",
        _ => $"'{Excerpt.Of(delimiter.ToString())}'",
    };
}

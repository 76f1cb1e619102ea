using System.Text;

namespace HccRisk.Core.Naming;

/// <summary>Suggests what a misspelt name may have meant.</summary>
public static class NearestNames
{
    private const int Listed = 8;
    private const int Telling = 3;

    /// <summary>No name is that long.</summary>
    private const int Longest = 200;

    /// <summary>
    /// Up to three candidates, nearest first: those that hold the name among their words (<c>AFP_ng_ml</c> for <c>afp</c>) or are its first words, and those no
    /// further than a third of the name's length or two edits, punctuation not counted, and never so far that nothing is in common.
    /// </summary>
    /// <param name="name">The name as written.</param>
    /// <param name="candidates">The names that exist.</param>
    public static IReadOnlyList<string> Of(string name, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(name);
        return [.. candidates
            .Where(c => c.Length is > 0 and <= Longest && name.Length <= Longest)
            .Distinct(StringComparer.Ordinal)
            .Select(c => (Name: c, Distance: Math.Min(Distance(name, c), Distance(Spelling.Key(name), Spelling.Key(c))), Longer: SharesWords(name, c)))
            .Where(c => c.Longer || c.Distance <= Math.Min(Math.Max(2, name.Length / 3), name.Length - 1))
            .OrderBy(c => c.Longer ? Math.Min(c.Distance, 1) : c.Distance)
            .ThenByDescending(c => c.Longer)
            .ThenBy(c => c.Distance)
            .ThenBy(c => c.Name, StringComparer.Ordinal)
            .Take(3)
            .Select(c => c.Name)];
    }

    /// <summary>Text to put behind a message: <c> (nearest: 'afp', 'ast')</c>, what there is when nothing is near, empty when there is nothing.</summary>
    /// <param name="name">The name as written.</param>
    /// <param name="candidates">The names that exist.</param>
    public static string Hint(string name, IEnumerable<string> candidates)
    {
        var present = candidates.Where(c => c.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        var near = Of(name, present);
        return (near.Count, present.Count) switch
        {
            ( > 0, _) => $" (nearest: {List(near)})",
            (_, 0) => string.Empty,
            _ => $" (there is: {List(present.Take(Listed))}{(present.Count > Listed ? ", ..." : string.Empty)})",
        };
    }

    /// <summary>Edit distance with adjacent transpositions (optimal string alignment), case not told apart.</summary>
    internal static int Distance(string a, string b)
    {
        a = a.ToUpperInvariant();
        b = b.ToUpperInvariant();
        var before = new int[b.Length + 1];
        var above = Enumerable.Range(0, b.Length + 1).ToArray();
        var row = new int[b.Length + 1];
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var same = a[i - 1] == b[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(above[j] + 1, row[j - 1] + 1), above[j - 1] + same);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, above, row) = (above, row, before);
        }

        return above[b.Length];
    }

    /// <summary>Whether a candidate holds all words of the name in their order, or is its first words; one or two letters say nothing.</summary>
    private static bool SharesWords(string name, string candidate)
    {
        var (wanted, found) = (Words(name), Words(candidate));
        return wanted.Trim().Length >= Telling && (found.Contains(wanted, StringComparison.Ordinal)
            || (found.Trim().Length >= Telling && wanted.StartsWith(found, StringComparison.Ordinal)));
    }

    /// <summary>The words of a name, each with a space before and behind: <c>AFP_ng_ml</c> and <c>AfpNgMl</c> are three.</summary>
    private static string Words(string name)
    {
        var words = new StringBuilder(" ");
        for (var i = 0; i < name.Length; i++)
        {
            var begins = i > 0 && char.IsUpper(name[i]) && char.IsLower(name[i - 1]);
            if ((begins || !char.IsLetterOrDigit(name[i])) && words[^1] != ' ')
            {
                words.Append(' ');
            }

            if (char.IsLetterOrDigit(name[i]))
            {
                words.Append(char.ToUpperInvariant(name[i]));
            }
        }

        return words[^1] == ' ' ? words.ToString() : words.Append(' ').ToString();
    }

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"'{Excerpt.Of(n)}'"));
}

namespace HccRisk.Core.Learning;

/// <summary>Finds the names a misspelt one may have meant.</summary>
public static class NearestNames
{
    /// <summary>"Did you mean 'a', 'b'?" for the closest names, or a list of what there is when none is close.</summary>
    /// <param name="name">The name as written.</param>
    /// <param name="present">The names that exist.</param>
    public static string Hint(string name, IEnumerable<string> present)
    {
        ArgumentNullException.ThrowIfNull(name);
        var ranked = present.Distinct(StringComparer.Ordinal)
            .Select(p => (Name: p, Distance: Distance(name, p)))
            .OrderBy(p => p.Distance)
            .ThenBy(p => p.Name, StringComparer.Ordinal)
            .ToList();
        if (ranked.Count == 0)
        {
            return "There are none.";
        }

        var close = ranked.Where(p => p.Distance <= Math.Max(2, name.Length / 2)).Take(3).ToList();
        return close.Count > 0
            ? $"Did you mean {string.Join(", ", close.Select(p => $"'{p.Name}'"))}?"
            : $"There is: {string.Join(", ", ranked.Take(8).Select(p => $"'{p.Name}'"))}{(ranked.Count > 8 ? ", ..." : string.Empty)}.";
    }

    /// <summary>Levenshtein distance that ignores case.</summary>
    internal static int Distance(string a, string b)
    {
        var previous = new int[b.Length + 1];
        var current = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            previous[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + change);
            }

            (previous, current) = (current, previous);
        }

        return previous[b.Length];
    }
}

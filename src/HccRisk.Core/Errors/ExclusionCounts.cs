using System.Text.RegularExpressions;

namespace HccRisk.Core.Errors;

/// <summary>Reasons of exclusions with how many patients each took, for a message of one line.</summary>
public static partial class ExclusionCounts
{
    private const int Most = 6;

    /// <summary>
    /// Reasons, the most frequent first: <c>31 x eligibility: neoadjuvant is 1, not 0; 2 x files: ... (and alike)</c>. Reasons that differ in numbers and quoted names only
    /// count as one, of which the first is shown.
    /// </summary>
    /// <param name="exclusions">Who was left out and why.</param>
    /// <returns>One line; empty when nobody was left out.</returns>
    public static string Text(IEnumerable<Exclusion> exclusions)
    {
        ArgumentNullException.ThrowIfNull(exclusions);
        var kinds = exclusions
            .GroupBy(e => (e.Stage, Details().Replace(e.Reason, "#")))
            .Select(g => (Count: g.Count(), First: g.First(), Alike: g.Select(e => e.Reason).Distinct(StringComparer.Ordinal).Skip(1).Any()))
            .OrderByDescending(k => k.Count)
            .ToList();
        var shown = kinds.Take(Most).Select(k => FormattableString.Invariant($"{k.Count} x {k.First.Stage}: {k.First.Reason.TrimEnd('.')}{(k.Alike ? " (and alike)" : "")}"));
        return string.Join("; ", kinds.Count > Most ? shown.Append(FormattableString.Invariant($"{kinds.Skip(Most).Sum(k => k.Count)} x for {kinds.Count - Most} other reasons")) : shown);
    }

    [GeneratedRegex("'[^']*'|[0-9][0-9.,]*", RegexOptions.CultureInvariant)]
    private static partial Regex Details();
}

using System.Globalization;

namespace HccRisk.Survival.Data;

/// <summary>Turns the caller's group codes into indices.</summary>
internal static class GroupCodes
{
    /// <summary>Most groups of a test, whose covariance has a number for every two.</summary>
    public const int Most = 1000;

    /// <summary>The place of each row's code among the distinct codes in ascending order.</summary>
    public static (int[] Index, int[] Codes) Index(ReadOnlySpan<int> values, SurvivalOutcome outcome, string name)
    {
        if (values.Length != outcome.Count)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"'{name}' has {values.Length} values, 'outcome' has {outcome.Count} patients."), name);
        }

        var found = new Dictionary<int, int>();
        var index = new int[values.Length];

        // Few groups with small codes are the rule: these are looked up without hashing.
        Span<int> small = stackalloc int[64];
        small.Fill(-1);
        for (var i = 0; i < index.Length; i++)
        {
            if ((uint)values[i] < (uint)small.Length)
            {
                ref var known = ref small[values[i]];
                if (known < 0)
                {
                    found.Add(values[i], known = found.Count);
                }

                index[i] = known;
            }
            else if (!found.TryGetValue(values[i], out index[i]))
            {
                found.Add(values[i], index[i] = found.Count);
            }
        }

        int[] sorted = [.. found.Keys.Order()];
        var place = new int[sorted.Length];
        for (var k = 0; k < sorted.Length; k++)
        {
            place[found[sorted[k]]] = k;
        }

        for (var i = 0; i < index.Length; i++)
        {
            index[i] = place[index[i]];
        }

        return (index, sorted);
    }

    /// <summary>As <see cref="Index"/>, refusing a single group and more than a test can take.</summary>
    public static (int[] Index, int[] Codes) AtLeastTwo(ReadOnlySpan<int> values, SurvivalOutcome outcome, string name)
    {
        var (index, codes) = Index(values, outcome, name);
        return codes.Length switch
        {
            1 => throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"All {outcome.Count} patients are in group {codes[0]}: a comparison needs two groups."), name),
            > Most => throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"The {outcome.Count} patients are in {codes.Length} groups: a test takes at most {Most}."), name),
            _ => (index, codes),
        };
    }

    /// <summary>The sorted rows of each stratum; all rows as one stratum when no codes are given.</summary>
    public static int[][] Strata(ReadOnlySpan<int> strata, SurvivalOutcome outcome, string name)
    {
        if (strata.IsEmpty)
        {
            return [outcome.Order];
        }

        var (stratum, codes) = Index(strata, outcome, name);
        var rows = new List<int>[codes.Length];
        foreach (var row in outcome.Order)
        {
            (rows[stratum[row]] ??= []).Add(row);
        }

        return Array.ConvertAll(rows, r => r.ToArray());
    }
}

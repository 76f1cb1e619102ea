using HccRisk.Survival.Data;

namespace HccRisk.Survival.Resampling;

/// <summary>Splits patients for cross-validation.</summary>
public static class Folds
{
    /// <summary>
    /// Splits into k parts that have the same share of each cause and of the censored, as nearly as whole patients allow.
    /// </summary>
    /// <param name="outcome">Follow-up, one row a patient (or a lesion: see <paramref name="groups"/>).</param>
    /// <param name="k">Number of parts, 2 or more, at most the number of groups.</param>
    /// <param name="repeats">How often the partition is drawn anew, 1 or more.</param>
    /// <param name="seed">Same seed, same folds, on every machine.</param>
    /// <param name="groups">
    /// Patient of each row when a patient has several; all rows of one stay in one part (stratified by the group's first event
    /// code that is not 0). Empty when every row is a patient.
    /// </param>
    /// <returns>k * repeats folds, repeat by repeat.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or there are fewer groups than parts.</exception>
    public static IReadOnlyList<Fold> Stratified(SurvivalOutcome outcome, int k, int repeats = 1, int seed = 0, ReadOnlySpan<int> groups = default)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(repeats, 1);
        if (!groups.IsEmpty && groups.Length != outcome.Count)
        {
            throw new ArgumentException(FormattableString.Invariant($"'groups' has {groups.Length} values, 'outcome' has {outcome.Count} patients."), nameof(groups));
        }

        var (member, strata) = Units(outcome, groups);
        if (strata.Length < k)
        {
            throw new ArgumentException(FormattableString.Invariant($"{strata.Length} patients cannot be split into {k} folds."), nameof(k));
        }

        var byStratum = Enumerable.Range(0, strata.Length).GroupBy(u => strata[u]).OrderByDescending(g => g.Key).Select(g => g.ToArray()).ToArray();
        var folds = new List<Fold>(k * repeats);
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            var random = new SplitMix((ulong)(uint)seed, (ulong)repeat);
            var part = new int[strata.Length];
            var next = 0;
            foreach (var units in byStratum)
            {
                var shuffled = (int[])units.Clone();
                random.Shuffle(shuffled);

                // Dealing goes on where the stratum before ended, so that the parts differ by one unit in all.
                foreach (var unit in shuffled)
                {
                    part[unit] = next;
                    next = (next + 1) % k;
                }
            }

            for (var index = 0; index < k; index++)
            {
                var rows = Enumerable.Range(0, outcome.Count).ToLookup(row => part[member[row]] == index);
                folds.Add(new Fold(repeat, index, [.. rows[false]], [.. rows[true]]));
            }
        }

        return folds;
    }

    /// <summary>One fold a site: each site is scored by what the others teach (internal-external validation).</summary>
    /// <param name="sites">Site code of each patient.</param>
    /// <returns>Folds in the order in which the sites first appear.</returns>
    /// <exception cref="ArgumentException">There is only one site.</exception>
    public static IReadOnlyList<Fold> BySite(ReadOnlySpan<int> sites)
    {
        var codes = sites.ToArray();
        var distinct = codes.Distinct().ToArray();
        if (distinct.Length < 2)
        {
            throw new ArgumentException(FormattableString.Invariant($"{distinct.Length} site cannot be split by site."), nameof(sites));
        }

        return [.. distinct.Select((site, index) =>
        {
            var rows = Enumerable.Range(0, codes.Length).ToLookup(row => codes[row] == site);
            return new Fold(0, index, [.. rows[false]], [.. rows[true]]);
        })];
    }

    private static (int[] Member, int[] Strata) Units(SurvivalOutcome outcome, ReadOnlySpan<int> groups)
    {
        var events = outcome.EventArray;
        if (groups.IsEmpty)
        {
            return ([.. Enumerable.Range(0, outcome.Count)], events);
        }

        var index = new Dictionary<int, int>();
        var member = new int[groups.Length];
        var strata = new List<int>();
        for (var i = 0; i < groups.Length; i++)
        {
            if (!index.TryGetValue(groups[i], out var unit))
            {
                unit = index[groups[i]] = strata.Count;
                strata.Add(events[i]);
            }

            member[i] = unit;
            strata[unit] = strata[unit] == 0 ? events[i] : strata[unit];
        }

        return (member, [.. strata]);
    }
}

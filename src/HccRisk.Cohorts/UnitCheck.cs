using System.Globalization;

namespace HccRisk.Cohorts;

/// <summary>
/// Finds columns of a clinical file that hold values in two units. Only columns with <see cref="CohortColumn.OtherUnits"/> are looked at, each site by
/// itself; which values are in which unit is never guessed, the column is refused with the values named.
/// </summary>
/// <remarks>
/// Three rules. (1) Values outside the plausible range that another unit brings inside: the column is refused when they are a tenth of the site's
/// values (two at least), or when values inside the range, at most four times as many, lie nearer to the median of the column in that unit than as they
/// stand. A lone impossible value is left to the exclusion of its patient. (2) Without any: the values fall into two groups a factor of
/// about the unit apart, the smaller a tenth of them and three at least, and reading one group in the other unit leaves at most 35 % of the variance of the
/// logarithms. (3) The median of a site (five values at least) is about the factor away from that of the others. Rules 2 and 3 need a factor of five.
/// Times have the first rule and those of <see cref="FollowUpTime"/>: early events and long follow-up are two groups of one unit, and rule 3 is a
/// remark, which blames a site whose own median is unusual only.
/// </remarks>
/// <param name="confirmed">Columns that are right as they stand.</param>
/// <param name="ids">Identifier of each row.</param>
/// <param name="sites">Site of each row.</param>
internal sealed class UnitCheck(IReadOnlyList<string> confirmed, string[] ids, string[] sites)
{
    private const double LeastFactorOfTimes = 4;
    private const int Shown = 5;
    private const int SiteMinimum = 5;
    private const int TailRatio = 4;
    private const double LeastFactor = 5;
    private const double VarianceLeft = 0.35;

    private readonly Dictionary<CohortColumn, (List<int> Rows, List<double> Values)> _values = [];

    public void Add(CohortColumn column, int row, double value)
    {
        if (column.OtherUnits.Count > 0 && !confirmed.Contains(column.Name, StringComparer.Ordinal))
        {
            if (!_values.TryGetValue(column, out var entries))
            {
                _values[column] = entries = ([], []);
            }

            entries.Rows.Add(row);
            entries.Values.Add(value);
        }
    }

    /// <summary>One line a refused column and site.</summary>
    public IEnumerable<string> Faults() => Lines((column, own, others) =>
        Impossible(column, own) ?? (column.Role == ColumnRole.Outcome
            ? FollowUpTime.Impossible(column, Times(own), own.Length == MostTimes(own[0].Site))
            : Groups(column, own) ?? Medians(column, own, others, LeastFactor)));

    /// <summary>One line a column and site that may be in another unit, and may be right: follow-up may be short, and differ between sites.</summary>
    public IEnumerable<string> Remarks() => Lines((column, own, others) => column.Role != ColumnRole.Outcome
        ? null
        : FollowUpTime.Unusual(column, Times(own)) ?? MediansOfTimes(column, own, others));

    private IEnumerable<string> Lines(Func<CohortColumn, Entry[], Entry[], string?> rule)
    {
        foreach (var column in _values.Keys)
        {
            Entry[] entries = [.. EntriesOf(column)];
            foreach (var site in entries.GroupBy(e => e.Site, StringComparer.Ordinal))
            {
                Entry[] own = [.. site];
                Entry[] others = [.. entries.Where(e => !string.Equals(e.Site, site.Key, StringComparison.Ordinal))];
                if (rule(column, own, others) is { } line)
                {
                    yield return $"{column.Name}{(site.Key.Length == 0 ? "" : $" of site {site.Key}")} {line}";
                }
            }
        }
    }

    /// <summary>How many values the fullest outcome column of a site has: follow-up, which everybody has.</summary>
    private int MostTimes(string site) => _values
        .Where(column => column.Key.Role == ColumnRole.Outcome)
        .Max(column => column.Value.Rows.Count(row => string.Equals(sites[row], site, StringComparison.Ordinal)));

    private IEnumerable<Entry> EntriesOf(CohortColumn column) => _values[column].Rows.Zip(_values[column].Values, (row, value) => new Entry(sites[row], ids[row], value));

    private static double[] Times(Entry[] entries) => [.. entries.Where(e => e.Value > 0).Select(e => e.Value).Order()];

    private static string? Impossible(CohortColumn column, Entry[] entries)
    {
        var units = column.OtherUnits
            .Select(u => (Unit: u.Key, Factor: u.Value, Found: entries.Where(e => !Fits(column, e.Value) && Fits(column, e.Value * u.Value)).ToArray()))
            .ToArray();
        var most = units.Max(u => u.Found.Length);
        if (most == 0)
        {
            return null;
        }

        var (_, factor, impossible) = units.First(u => u.Found.Length == most);
        var unit = string.Join(" or ", units.Where(u => u.Found.Length == most).Select(u => u.Unit));
        double[] read = [.. entries.Where(e => Fits(column, e.Value) && e.Value > 0).Select(e => e.Value).Concat(impossible.Select(e => e.Value * factor)).Order()];
        var centre = Math.Log(read[read.Length / 2]);
        Entry[] likelier = [.. entries.Where(e => Fits(column, e.Value) && e.Value > 0 && Fits(column, e.Value * factor)
            && Math.Abs(Math.Log(e.Value * factor) - centre) < Math.Abs(Math.Log(e.Value) - centre))];
        var many = impossible.Length >= Math.Max(2, entries.Length / 10.0);
        // Many that may be, beside few that must be, are the tail of one unit.
        var mixed = likelier.Length > 0 && likelier.Length <= TailRatio * impossible.Length;
        if (!mixed && !many)
        {
            return null;
        }

        var whole = entries.All(e => Fits(column, e.Value * factor)) && !TwoGroups(column, entries, factor);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(whole ? $"may be in {unit} throughout" : "mixes units")}: {impossible.Length} of {entries.Length} values are not plausible in {column.Unit} and are in {unit} ({List(impossible)})")
            + (whole || likelier.Length == 0 ? "" : $", and others may be in {unit} too ({List(likelier)})");
    }

    /// <summary>Whether the values of a column lie in two heaps that the factor would bring together: of one unit throughout they are one heap.</summary>
    private static bool TwoGroups(CohortColumn column, Entry[] entries, double factor)
    {
        double[] logs = [.. entries.Where(e => e.Value > 0).Select(e => Math.Log(e.Value)).Order()];
        if (logs.Length < 2 || entries.All(e => !Fits(column, e.Value)))
        {
            return false;
        }

        var least = Enumerable.Range(1, logs.Length - 1).Min(split => Variance(Read(logs, split, Math.Log(factor))));
        return least <= VarianceLeft * Variance(logs);
    }

    private static string? Groups(CohortColumn column, Entry[] entries)
    {
        Entry[] sorted = [.. entries.Where(e => Fits(column, e.Value) && e.Value > 0).OrderBy(e => e.Value)];
        var smallest = Math.Max(3, (int)Math.Ceiling(sorted.Length / 10.0));
        if (sorted.Length < 2 * smallest)
        {
            return null;
        }

        double[] logs = [.. sorted.Select(e => Math.Log(e.Value))];
        foreach (var (unit, factor) in column.OtherUnits.Where(u => Math.Abs(Math.Log(u.Value)) >= Math.Log(LeastFactor)))
        {
            var shift = Math.Log(factor);
            var split = Enumerable.Range(smallest, sorted.Length - (2 * smallest) + 1).MinBy(k => Variance(Read(logs, k, shift)));
            var (low, high) = (sorted[..split], sorted[split..]);
            var apart = (Math.Log(high[high.Length / 2].Value) - Math.Log(low[low.Length / 2].Value)) / Math.Abs(shift);
            var other = shift < 0 ? high : low;
            var after = Variance(Read(logs, split, shift));
            if (apart is >= 0.7 and <= 1.3
                && after <= VarianceLeft * Variance(logs)
                && Math.Abs(shift) >= 3 * Math.Sqrt(after)
                && other.All(e => Fits(column, e.Value * factor)))
            {
                return string.Create(
                    CultureInfo.InvariantCulture, $"falls into two groups as of two units: {other.Length} of {sorted.Length} values may be in {unit} ({List(other)})");
            }
        }

        return null;
    }

    /// <summary>Of two sites a factor apart the one whose own median is usual is not blamed; where both are, neither is.</summary>
    private static string? MediansOfTimes(CohortColumn column, Entry[] own, Entry[] others) =>
        others.Length == 0 || !FollowUpTime.IsUsual(column, Median(own)) ? Medians(column, own, others, LeastFactorOfTimes)
        : FollowUpTime.IsUsual(column, Median(others)) ? Medians(column, own, others, LeastFactorOfTimes, "both are usual, one of them may be in another unit, as")
        : null;

    private static string? Medians(CohortColumn column, Entry[] own, Entry[] others, double least, string verdict = "it may be in")
    {
        if (own.Length < SiteMinimum || others.Length < SiteMinimum || Median(own) is not (> 0 and var mine) || Median(others) is not (> 0 and var theirs))
        {
            return null;
        }

        foreach (var (unit, factor) in column.OtherUnits.Where(u => Math.Abs(Math.Log(u.Value)) >= Math.Log(least)))
        {
            if (Fits(column, mine * factor) && Math.Abs(Math.Log(mine * factor / theirs)) <= 0.2 * Math.Abs(Math.Log(factor)))
            {
                return string.Create(
                    CultureInfo.InvariantCulture, $"has median {mine:0.###} {column.Unit}, the other sites {theirs:0.###}: {verdict} {unit}");
            }
        }

        return null;
    }

    /// <summary>The sorted logarithms with the group below or above a split read in the other unit.</summary>
    private static IEnumerable<double> Read(double[] logs, int split, double shift) => logs.Select((x, i) => (shift < 0) == (i >= split) ? x + shift : x);

    private static double Variance(IEnumerable<double> values)
    {
        var (count, sum, squares) = (0, 0.0, 0.0);
        foreach (var value in values)
        {
            count++;
            sum += value;
            squares += value * value;
        }

        return Math.Max(0, (squares - (sum * sum / count)) / count);
    }

    private static double Median(Entry[] entries)
    {
        double[] sorted = [.. entries.Select(e => e.Value).Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static bool Fits(CohortColumn column, double value) => !(value < column.Minimum || value > column.Maximum);

    private static string List(Entry[] entries) =>
        string.Join(", ", entries.Take(Shown).Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Value:0.####} of {e.Patient}")))
        + (entries.Length > Shown ? ", ..." : "");

    private readonly record struct Entry(string Site, string Patient, double Value);
}

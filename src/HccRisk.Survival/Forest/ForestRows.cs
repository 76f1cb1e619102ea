using System.Globalization;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Forest;

/// <summary>
/// Training rows as ranks: of each column among its values, of each time among the event times. A tree never looks at the values again.
/// </summary>
internal sealed class ForestRows
{
    private readonly double[] _times;

    public ForestRows(
        ReadOnlySpan<double> x, string[] names, SurvivalOutcome outcome, int cause, ForestOptions options, ReadOnlySpan<int> groups)
    {
        (Count, Columns, Causes) = (outcome.Count, names.Length, [.. outcome.Causes]);
        if (!groups.IsEmpty && (groups.Length != Count || groups.ContainsAnyInRange(int.MinValue, -1)))
        {
            throw new ArgumentException(FormattableString.Invariant($"'groups' has {groups.Length} codes for {Count} rows, or one below 0."), nameof(groups));
        }

        Sampling = new ForestSampling(options.Seed, options.Fraction, options.Replace, Count, groups.ToArray());
        Largest = groups.IsEmpty || !options.Replace ? Count : Count * Sampling.Units.CountBy(u => u).Max(u => u.Value);
        Ranks = new int[Columns][];
        Values = new double[Columns][];
        for (var j = 0; j < Columns; j++)
        {
            (Ranks[j], Values[j]) = Rank(x, names, j, Count);
        }

        Usable = [.. Enumerable.Range(0, Columns).Where(j => Values[j].Length > 1)];
        Times = [.. Enumerable.Range(0, Count).Where(i => outcome.EventArray[i] != 0).Select(i => outcome.TimeArray[i]).Distinct().Order()];
        TimeRank = new int[Count];
        Cause = new int[Count];
        for (var i = 0; i < Count; i++)
        {
            var at = Array.BinarySearch(Times, outcome.TimeArray[i]);
            TimeRank[i] = at >= 0 ? at + 1 : ~at;
            Cause[i] = outcome.EventArray[i] == 0 ? -1 : Array.IndexOf(Causes, outcome.EventArray[i]);
        }

        _times = outcome.TimeArray;
        Order = outcome.Order;
        Interest = Array.IndexOf(Causes, cause == 0 ? 1 : cause);
        CauseWeights = options.CauseWeights.Count == 0
            ? [.. Causes.Select((_, q) => q == Interest ? 1.0 : 0)]
            : [.. Causes.Select(c => options.CauseWeights.GetValueOrDefault(c))];
    }

    public int Count { get; }

    public int Columns { get; }

    /// <summary>Codes of the causes that occur, ascending; elsewhere a cause is its place here.</summary>
    public int[] Causes { get; }

    /// <summary>The place of the cause of interest.</summary>
    public int Interest { get; }

    public double[] CauseWeights { get; }

    /// <summary>Who is drawn for a tree.</summary>
    public ForestSampling Sampling { get; }

    /// <summary>Most rows that a sample can have.</summary>
    public int Largest { get; }

    /// <summary>Rank of each row among the values of a column; -1 where it is missing.</summary>
    public int[][] Ranks { get; }

    /// <summary>Distinct values of each column, ascending.</summary>
    public double[][] Values { get; }

    /// <summary>Columns with two values or more.</summary>
    public int[] Usable { get; }

    /// <summary>Distinct event times, of any cause.</summary>
    public double[] Times { get; }

    /// <summary>Number of event times up to the time of each row: it is at risk at those.</summary>
    public int[] TimeRank { get; }

    /// <summary>Place of each row's cause; -1 for censored.</summary>
    public int[] Cause { get; }

    /// <summary>Rows by ascending time.</summary>
    public int[] Order { get; }

    /// <summary>Time of a row.</summary>
    public double Time(int row) => _times[row];

    private static (int[] Ranks, double[] Values) Rank(ReadOnlySpan<double> x, string[] names, int column, int count)
    {
        var (present, rows) = (new double[count], new int[count]);
        var (ranks, found) = (new int[count], 0);
        for (var i = 0; i < count; i++)
        {
            var value = x[(i * names.Length) + column];
            ranks[i] = -1;
            if (double.IsInfinity(value))
            {
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"Column '{names[column]}' is {value} in row {i}: covariates must be finite, or NaN where missing."),
                    nameof(x));
            }

            if (!double.IsNaN(value))
            {
                (present[found], rows[found]) = (value, i);
                found++;
            }
        }

        Array.Resize(ref present, found);
        var order = RadixOrder.Sort(present);
        var values = new List<double>();
        for (var k = 0; k < found; k++)
        {
            if (k == 0 || present[k] != present[k - 1])
            {
                values.Add(present[k]);
            }

            ranks[rows[order[k]]] = values.Count - 1;
        }

        return (ranks, [.. values]);
    }
}

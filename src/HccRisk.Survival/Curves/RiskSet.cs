using HccRisk.Survival.Data;

namespace HccRisk.Survival.Curves;

/// <summary>How many rows, or how much weight, are at risk at a time: entered before it and not gone before it.</summary>
internal sealed class RiskSet
{
    private readonly double[] _times;
    private readonly double[]? _weights;
    private readonly double[]? _entries;
    private readonly double[]? _entryWeights;

    public RiskSet(SurvivalOutcome outcome)
    {
        _times = outcome.SortedTimes;
        _weights = outcome.WeightArray is { } weights ? Tails(weights, outcome.Order) : null;
        if (outcome.EntryArray is { } entries)
        {
            _entries = (double[])entries.Clone();
            var order = RadixOrder.Sort(_entries);
            _entryWeights = outcome.WeightArray is { } w ? Tails(w, order) : null;
        }
    }

    public int Count => _times.Length;

    /// <summary>At risk at the time of a row, given the first place of that time in ascending order.</summary>
    public double From(int place)
    {
        var remaining = Tail(_weights, place);
        return _entries is null || place == Count ? remaining : remaining - NotEntered(_times[place]);
    }

    /// <summary>At risk just before any time.</summary>
    public double At(double time) => From(FirstNotBefore(_times, time), time);

    private static double[] Tails(double[] weights, int[] order)
    {
        var tails = new double[order.Length + 1];
        for (var k = order.Length - 1; k >= 0; k--)
        {
            tails[k] = tails[k + 1] + weights[order[k]];
        }

        return tails;
    }

    private static int FirstNotBefore(double[] sorted, double time)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = sorted[middle] < time ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private double From(int place, double time) => Tail(_weights, place) - (_entries is null ? 0 : NotEntered(time));

    private double NotEntered(double time) => Tail(_entryWeights, FirstNotBefore(_entries!, time));

    private double Tail(double[]? tails, int place) => tails is null ? Count - place : tails[place];
}

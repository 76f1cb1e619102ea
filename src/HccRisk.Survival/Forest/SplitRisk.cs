namespace HccRisk.Survival.Forest;

/// <summary>
/// A risk set of a node over its own event times. With Y(L) the rows of a left child at risk, the log-rank sum is that of events less
/// hazard * Y(L), its variance the sum of Y(L) * (linear - square * Y(L)).
/// </summary>
internal sealed class SplitRisk(int capacity)
{
    /// <summary>Number of event times; they are counted from 1.</summary>
    public int Count { get; private set; }

    /// <summary>The last event time at which each row is at risk; 0 for none.</summary>
    public int[] Rank { get; } = new int[capacity];

    public double[] Hazard { get; } = new double[capacity + 1];

    public double[] Linear { get; } = new double[capacity + 1];

    public double[] Square { get; } = new double[capacity + 1];

    /// <summary>Everyone leaves at their own time; the events of all causes with a weight.</summary>
    public void Fill(ReadOnlySpan<int> rows, ForestRows data)
    {
        Count = 0;
        Span<int> deaths = stackalloc int[data.Causes.Length];
        for (var start = 0; start < rows.Length;)
        {
            var end = Run(rows, start, data, deaths);
            var (sum, variance, atRisk) = (0.0, 0.0, (double)(rows.Length - start));
            for (var q = 0; q < deaths.Length; q++)
            {
                var weight = data.CauseWeights[q];
                sum += weight * deaths[q];
                variance += weight * weight * deaths[q] * (atRisk - deaths[q]);
            }

            Add(sum, variance, atRisk);
            Rank.AsSpan(start, end - start).Fill(Count);
            start = end;
        }
    }

    /// <summary>Who has another event stays for ever; the events of one cause.</summary>
    public void Fill(ReadOnlySpan<int> rows, ForestRows data, int cause)
    {
        Count = 0;
        var (weight, staying) = (data.CauseWeights[cause], 0);
        Span<int> deaths = stackalloc int[data.Causes.Length];
        for (var start = 0; start < rows.Length;)
        {
            var end = Run(rows, start, data, deaths);
            double atRisk = rows.Length - start + staying;
            Add(weight * deaths[cause], weight * weight * deaths[cause] * (atRisk - deaths[cause]), atRisk);
            Rank.AsSpan(start, end - start).Fill(Count);
            foreach (var count in deaths)
            {
                staying += count;
            }

            staying -= deaths[cause];
            start = end;
        }

        for (var i = 0; i < rows.Length; i++)
        {
            var own = data.Cause[rows[i]];
            Rank[i] = own >= 0 && own != cause ? Count : Rank[i];
        }
    }

    /// <summary>The end of the rows between two event times of the data, and their events by cause.</summary>
    private static int Run(ReadOnlySpan<int> rows, int start, ForestRows data, Span<int> deaths)
    {
        deaths.Clear();
        var (end, rank) = (start, data.TimeRank[rows[start]]);
        for (; end < rows.Length && data.TimeRank[rows[end]] == rank; end++)
        {
            var cause = data.Cause[rows[end]];
            if (cause >= 0)
            {
                deaths[cause]++;
            }
        }

        return end;
    }

    private void Add(double events, double variance, double atRisk)
    {
        if (events == 0)
        {
            return;
        }

        Count++;
        variance = atRisk > 1 ? variance / (atRisk - 1) : 0;
        Hazard[Count] = events / atRisk;
        Linear[Count] = variance / atRisk;
        Square[Count] = variance / (atRisk * atRisk);
    }
}

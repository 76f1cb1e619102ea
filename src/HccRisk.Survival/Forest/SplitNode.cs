namespace HccRisk.Survival.Forest;

/// <summary>The rows of a node as the choice of a cut sees them: what does not depend on the column.</summary>
internal sealed class SplitNode
{
    private readonly ForestRows _data;
    private readonly ForestSplit _split;

    public SplitNode(ForestRows data, ForestSplit split, int capacity)
    {
        (_data, _split) = (data, split);
        Values = new double[capacity];
        Events = new int[capacity];
        var causes = split switch
        {
            ForestSplit.LogRankScore => [],
            ForestSplit.LogRankIncidence => Enumerable.Range(0, data.Causes.Length).Where(q => data.CauseWeights[q] > 0).ToArray(),
            _ => [-1],
        };
        Causes = causes;
        Risks = [.. causes.Select(_ => new SplitRisk(capacity))];
    }

    /// <summary>Rows of the node, by ascending time.</summary>
    public int Count { get; private set; }

    /// <summary>Risk sets whose sums are taken from the statistic; none for scores.</summary>
    public SplitRisk[] Risks { get; }

    /// <summary>
    /// What each row adds to the statistic of the child it falls into: the weight of its event, or its score less their mean.
    /// </summary>
    public double[] Values { get; }

    /// <summary>1 for an event of the cause of interest.</summary>
    public int[] Events { get; }

    public int EventCount { get; private set; }

    /// <summary>Variance of a score; of no use with risk sets.</summary>
    public double ScoreVariance { get; private set; }

    private int[] Causes { get; }

    public void Fill(ReadOnlySpan<int> rows)
    {
        (Count, EventCount) = (rows.Length, 0);
        for (var i = 0; i < rows.Length; i++)
        {
            var cause = _data.Cause[rows[i]];
            Values[i] = cause < 0 ? 0 : _data.CauseWeights[cause];
            Events[i] = cause >= 0 && cause == _data.Interest ? 1 : 0;
            EventCount += Events[i];
        }

        for (var r = 0; r < Risks.Length; r++)
        {
            if (Causes[r] < 0)
            {
                Risks[r].Fill(rows, _data);
            }
            else
            {
                Risks[r].Fill(rows, _data, Causes[r]);
            }
        }

        if (_split == ForestSplit.LogRankScore)
        {
            Score(rows);
        }
    }

    /// <summary>
    /// a(i) = delta(i) - sum over l up to Gamma(i) of delta(l) / (n - Gamma(l) + 1), Gamma the number of times up to one's own.
    /// </summary>
    private void Score(ReadOnlySpan<int> rows)
    {
        var (hazard, total, squares) = (0.0, 0.0, 0.0);
        for (var start = 0; start < rows.Length;)
        {
            var (end, events) = (start, 0.0);
            for (; end < rows.Length && _data.Time(rows[end]) == _data.Time(rows[start]); end++)
            {
                events += Values[end];
            }

            hazard += events / (rows.Length - end + 1);
            for (var i = start; i < end; i++)
            {
                Values[i] -= hazard;
                total += Values[i];
            }

            start = end;
        }

        var mean = total / rows.Length;
        for (var i = 0; i < rows.Length; i++)
        {
            Values[i] -= mean;
            squares += Values[i] * Values[i];
        }

        ScoreVariance = rows.Length > 1 ? squares / (rows.Length - 1) : 0;
    }
}

using HccRisk.Survival.Data;

namespace HccRisk.Survival.Evaluation.Discrimination;

/// <summary>
/// Concordant less discordant pairs of rows with case weights and entry times: a pair is an event and a row at risk then that outlives
/// it. Each row's share of it comes from a second walk, which takes the events before its end less those before its entry.
/// </summary>
internal sealed class RowConcordance
{
    private readonly SurvivalOutcome _outcome;
    private readonly double[] _agreement;
    private readonly double[] _pairs;

    public RowConcordance(SurvivalOutcome outcome)
    {
        _outcome = outcome;
        _agreement = new double[outcome.Count];
        _pairs = new double[outcome.Count];
    }

    /// <summary>Weighted pairs, and concordant less discordant ones.</summary>
    public double Pairs { get; private set; }

    public double Agreement { get; private set; }

    /// <summary>Adds the pairs within a stratum.</summary>
    /// <param name="rows">Its rows in the outcome's order.</param>
    /// <param name="score">Score of every row of the outcome.</param>
    public void AddStratum(int[] rows, ReadOnlySpan<double> score)
    {
        var sorted = new double[rows.Length];
        for (var k = 0; k < rows.Length; k++)
        {
            sorted[k] = score[rows[k]];
        }

        var byScore = RadixOrder.Sort(sorted);
        var rank = new int[rows.Length];
        for (int k = 0, place = 0; k < rows.Length; k++)
        {
            place += k > 0 && sorted[k] != sorted[k - 1] ? 1 : 0;
            rank[byScore[k]] = place;
        }

        var entries = new double[rows.Length];
        for (var k = 0; k < rows.Length && _outcome.EntryArray is { } all; k++)
        {
            entries[k] = all[rows[k]];
        }

        var entering = RadixOrder.Sort(entries);
        WalkBack(rows, rank, entries, entering);
        WalkForward(rows, rank, entries, entering);
    }

    /// <summary>Variance of the concordance (on the scale from 0 to 1), rows of a cluster together.</summary>
    public double Variance(ReadOnlySpan<int> clusters)
    {
        var difference = Agreement / Pairs;
        var sums = new Dictionary<int, double>();
        for (var i = 0; i < _pairs.Length; i++)
        {
            var cluster = clusters.IsEmpty ? i : clusters[i];
            sums[cluster] = sums.GetValueOrDefault(cluster) + Weight(i) * (_agreement[i] - difference * _pairs[i]) / Pairs / 2;
        }

        return sums.Values.Sum(s => s * s);
    }

    private double Weight(int row) => _outcome.WeightArray?[row] ?? 1;

    private double Time(int[] rows, int k) => _outcome.TimeArray[rows[k]];

    private bool IsEvent(int[] rows, int k) => _outcome.EventArray[rows[k]] != 0;

    /// <summary>Each event against those at risk who outlive it.</summary>
    private void WalkBack(int[] rows, int[] rank, double[] entries, int[] entering)
    {
        var tree = new RankWeights(rows.Length);
        double inside = 0;
        var entered = rows.Length;
        for (var end = rows.Length; end > 0;)
        {
            var time = Time(rows, end - 1);
            var start = end;
            for (; start > 0 && Time(rows, start - 1) == time; start--)
            {
                if (!IsEvent(rows, start - 1))
                {
                    Add(start - 1, 1);
                }
            }

            for (; entered > 0 && entries[entered - 1] >= time; entered--)
            {
                Add(entering[entered - 1], -1);
            }

            for (var k = start; k < end && IsEvent(rows, k); k++)
            {
                var (below, upTo) = (tree.Below(rank[k]), tree.Below(rank[k] + 1));
                _agreement[rows[k]] += below - (inside - upTo);
                _pairs[rows[k]] += inside;
                Agreement += Weight(rows[k]) * (below - (inside - upTo));
                Pairs += Weight(rows[k]) * inside;
            }

            for (var k = start; k < end && IsEvent(rows, k); k++)
            {
                Add(k, 1);
            }

            end = start;
        }

        void Add(int k, int sign)
        {
            tree.Add(rank[k], sign * Weight(rows[k]));
            inside += sign * Weight(rows[k]);
        }
    }

    /// <summary>Each row against the events that it was at risk for and outlived.</summary>
    private void WalkForward(int[] rows, int[] rank, double[] entries, int[] entering)
    {
        var tree = new RankWeights(rows.Length);
        double inside = 0;
        var entered = 0;
        for (var start = 0; start < rows.Length;)
        {
            var time = Time(rows, start);
            for (; entered < rows.Length && entries[entered] < time; entered++)
            {
                Take(entering[entered], -1);
            }

            var end = start;
            for (; end < rows.Length && Time(rows, end) == time && IsEvent(rows, end); end++)
            {
                Take(end, 1);
            }

            for (var k = start; k < end; k++)
            {
                tree.Add(rank[k], Weight(rows[k]));
                inside += Weight(rows[k]);
            }

            for (; end < rows.Length && Time(rows, end) == time; end++)
            {
                Take(end, 1);
            }

            start = end;
        }

        void Take(int k, int sign)
        {
            _agreement[rows[k]] += sign * (inside - tree.Below(rank[k] + 1) - tree.Below(rank[k]));
            _pairs[rows[k]] += sign * inside;
        }
    }
}

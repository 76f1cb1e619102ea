using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Forest;

/// <summary>
/// Judges drawn cuts of a column, sixteen at a time: each row adds itself, in one step, to the cuts that it lies to the left of, at the
/// last event time at which it is at risk; one walk back over the event times gives all the statistics.
/// </summary>
internal sealed class SplitSearch(SplitNode node, ForestOptions options, int capacity)
{
    private const int Lanes = 16;

    private readonly int[] _ranks = new int[capacity];
    private readonly float[][] _left = [.. node.Risks.Select(_ => new float[(capacity + 1) * Lanes])];
    private readonly float[][] _missing = [.. node.Risks.Select(_ => new float[capacity + 1])];
    private readonly int[] _drawn = new int[options.Cuts ?? 0];
    private readonly SplitSweep? _sweep = options.Cuts is null ? new SplitSweep(node, options, capacity) : null;

    /// <summary>Tries a column.</summary>
    /// <param name="feature">The column.</param>
    /// <param name="ranks">Rank of each row of the data in it.</param>
    /// <param name="distinct">Its number of values.</param>
    /// <param name="rows">Rows of the node.</param>
    /// <param name="random">Draws the cuts.</param>
    /// <param name="best">The best cut so far.</param>
    /// <returns>Whether there are two values to cut between.</returns>
    public bool Try(int feature, int[] ranks, int distinct, ReadOnlySpan<int> rows, ref SplitMix random, ref SplitChoice best)
    {
        var own = _ranks.AsSpan(0, rows.Length);
        var (least, greatest, missing) = (int.MaxValue, -1, 0);
        for (var i = 0; i < rows.Length; i++)
        {
            var rank = ranks[rows[i]];
            own[i] = rank;
            greatest = Math.Max(greatest, rank);
            least = Math.Min(least, rank < 0 ? int.MaxValue : rank);
            missing += rank < 0 ? 1 : 0;
        }

        if (greatest <= least)
        {
            return false;
        }

        if (_sweep is not null)
        {
            _sweep.Try(feature, own, missing, ref best);
            return true;
        }

        var cuts = distinct - 1 <= _drawn.Length ? Every(least, greatest) : Draw(own, greatest, ref random);
        for (var start = 0; start < cuts.Length; start += Lanes)
        {
            Judge(feature, own, missing, cuts.Slice(start, Math.Min(Lanes, cuts.Length - start)), ref best);
        }

        return true;
    }

    private Span<int> Every(int least, int greatest)
    {
        for (var k = 0; k < greatest - least; k++)
        {
            _drawn[k] = least + k;
        }

        return _drawn.AsSpan(0, greatest - least);
    }

    private Span<int> Draw(ReadOnlySpan<int> ranks, int greatest, ref SplitMix random)
    {
        var count = 0;
        for (var k = 0; k < _drawn.Length; k++)
        {
            int rank;
            do
            {
                rank = ranks[random.Below(ranks.Length)];
            }
            while (rank < 0);

            if (rank < greatest && !_drawn.AsSpan(0, count).Contains(rank))
            {
                _drawn[count++] = rank;
            }
        }

        var cuts = _drawn.AsSpan(0, count);
        cuts.Sort();
        return cuts;
    }

    private void Judge(int feature, ReadOnlySpan<int> ranks, int missing, ReadOnlySpan<int> cuts, ref SplitChoice best)
    {
        Span<int> lanes = stackalloc int[Lanes];
        lanes.Fill(-1);
        cuts.CopyTo(lanes);
        Span<Child> children = stackalloc Child[cuts.Length + 1];
        children.Clear();
        Child without = default;
        var (first, second, one) = (Vector256.Create<int>(lanes), Vector256.Create<int>(lanes[8..]), Vector256.Create(1f));
        for (var i = 0; i < ranks.Length; i++)
        {
            if (ranks[i] < 0)
            {
                without.Add(node.Values[i], node.Events[i]);
                for (var r = 0; r < _missing.Length; r++)
                {
                    _missing[r][node.Risks[r].Rank[i]]++;
                }

                continue;
            }

            var rank = Vector256.Create(ranks[i]);
            var (low, high) = (Vector256.LessThanOrEqual(rank, first), Vector256.LessThanOrEqual(rank, second));
            for (var r = 0; r < _left.Length; r++)
            {
                ref var at = ref _left[r][node.Risks[r].Rank[i] * Lanes];
                (Vector256.LoadUnsafe(ref at) + (low.AsSingle() & one)).StoreUnsafe(ref at);
                (Vector256.LoadUnsafe(ref at, 8) + (high.AsSingle() & one)).StoreUnsafe(ref at, 8);
            }

            // Cuts ascend, so the number of those to the right of the row says between which it lies.
            var right = BitOperations.PopCount(low.ExtractMostSignificantBits() | (high.ExtractMostSignificantBits() << 8));
            children[cuts.Length - right].Add(node.Values[i], node.Events[i]);
        }

        if (missing > 0)
        {
            Offer(feature, cuts, children, default, missingLeft: false, ref best);
            AddMissing();
        }

        Offer(feature, cuts, children, without, missingLeft: true, ref best);
        Clear();
    }

    private void Offer(
        int feature, ReadOnlySpan<int> cuts, ReadOnlySpan<Child> children, Child left, bool missingLeft, ref SplitChoice best)
    {
        Span<double> sums = stackalloc double[Lanes];
        Span<double> variances = stackalloc double[Lanes];
        Walk(sums, variances);
        for (var c = 0; c < cuts.Length; c++)
        {
            left.Add(children[c]);
            if (left.Rows < options.MinimumLeaf || node.Count - left.Rows < options.MinimumLeaf
                || left.Events < options.MinimumLeafEvents || node.EventCount - left.Events < options.MinimumLeafEvents)
            {
                continue;
            }

            var variance = node.Risks.Length > 0 ? variances[c] : left.Rows * (1 - ((double)left.Rows / node.Count)) * node.ScoreVariance;
            best.Offer(feature, cuts[c], missingLeft, left.Sum - sums[c], variance);
        }
    }

    /// <summary>Sums over the event times of hazard and variance of the rows to the left of each cut.</summary>
    private void Walk(Span<double> sums, Span<double> variances)
    {
        var (v0, v1, v2, v3) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero);
        var (h0, h1, h2, h3) = (v0, v1, v2, v3);
        for (var r = 0; r < _left.Length; r++)
        {
            var risk = node.Risks[r];
            var (low, high) = (Vector256<float>.Zero, Vector256<float>.Zero);
            ref var left = ref MemoryMarshal.GetArrayDataReference(_left[r]);
            for (var k = risk.Count; k > 0; k--)
            {
                low += Vector256.LoadUnsafe(ref left, (nuint)(k * Lanes));
                high += Vector256.LoadUnsafe(ref left, (nuint)((k * Lanes) + 8));
                var (y0, y1) = Vector256.Widen(low);
                var (y2, y3) = Vector256.Widen(high);
                var hazard = Vector256.Create(risk.Hazard[k]);
                var (linear, square) = (Vector256.Create(risk.Linear[k]), Vector256.Create(risk.Square[k]));
                h0 += hazard * y0;
                h1 += hazard * y1;
                h2 += hazard * y2;
                h3 += hazard * y3;
                v0 += y0 * (linear - (square * y0));
                v1 += y1 * (linear - (square * y1));
                v2 += y2 * (linear - (square * y2));
                v3 += y3 * (linear - (square * y3));
            }
        }

        h0.CopyTo(sums);
        h1.CopyTo(sums[4..]);
        h2.CopyTo(sums[8..]);
        h3.CopyTo(sums[12..]);
        v0.CopyTo(variances);
        v1.CopyTo(variances[4..]);
        v2.CopyTo(variances[8..]);
        v3.CopyTo(variances[12..]);
    }

    private void AddMissing()
    {
        for (var r = 0; r < _left.Length; r++)
        {
            for (var k = 0; k <= node.Risks[r].Count; k++)
            {
                ref var at = ref _left[r][k * Lanes];
                (Vector256.LoadUnsafe(ref at) + Vector256.Create(_missing[r][k])).StoreUnsafe(ref at);
                (Vector256.LoadUnsafe(ref at, 8) + Vector256.Create(_missing[r][k])).StoreUnsafe(ref at, 8);
                _missing[r][k] = 0;
            }
        }
    }

    private void Clear()
    {
        for (var r = 0; r < _left.Length; r++)
        {
            _left[r].AsSpan(0, (node.Risks[r].Count + 1) * Lanes).Clear();
        }
    }

    /// <summary>What a part of the rows adds up to.</summary>
    private struct Child
    {
        public int Rows { get; private set; }

        public int Events { get; private set; }

        public double Sum { get; private set; }

        public void Add(double value, int isEvent)
        {
            Rows++;
            Sum += value;
            Events += isEvent;
        }

        public void Add(in Child other)
        {
            Rows += other.Rows;
            Sum += other.Sum;
            Events += other.Events;
        }
    }
}

namespace HccRisk.Survival.Forest;

/// <summary>
/// Judges every cut of a column: rows move to the left one by one in the order of their values, each in a time that grows with the
/// logarithm of the number of event times. What a row adds to the sum of squared counts at risk needs, of the rows on the left, only how
/// many outlast it and the summed weights of those that do not.
/// </summary>
internal sealed class SplitSweep(SplitNode node, ForestOptions options, int capacity)
{
    private readonly int[] _keys = new int[capacity];
    private readonly int[] _places = new int[capacity];
    private readonly Moved[] _moved = [.. node.Risks.Select(r => new Moved(r, capacity))];

    public void Try(int feature, ReadOnlySpan<int> ranks, int missing, ref SplitChoice best)
    {
        var present = 0;
        for (var i = 0; i < ranks.Length; i++)
        {
            if (ranks[i] >= 0)
            {
                (_keys[present], _places[present]) = (ranks[i], i);
                present++;
            }
        }

        _keys.AsSpan(0, present).Sort(_places.AsSpan(0, present));
        Sweep(feature, present, [], true, ref best);
        if (missing > 0)
        {
            var without = new List<int>();
            for (var i = 0; i < ranks.Length; i++)
            {
                if (ranks[i] < 0)
                {
                    without.Add(i);
                }
            }

            Sweep(feature, present, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(without), false, ref best);
        }
    }

    /// <summary>
    /// One way over the values. The rows that start on the left are those with no value, or none, which then are on the right.
    /// </summary>
    private void Sweep(int feature, int present, ReadOnlySpan<int> first, bool missingRight, ref SplitChoice best)
    {
        foreach (var moved in _moved)
        {
            moved.Reset();
        }

        var (rows, events, sum) = (0, 0, 0.0);
        foreach (var place in first)
        {
            Move(place);
        }

        for (var k = 0; k < present - 1; k++)
        {
            Move(_places[k]);
            if (_keys[k + 1] == _keys[k] || rows < options.MinimumLeaf || events < options.MinimumLeafEvents
                || node.Count - rows < options.MinimumLeaf || node.EventCount - events < options.MinimumLeafEvents)
            {
                continue;
            }

            var (difference, variance) = (sum, rows * (1 - ((double)rows / node.Count)) * node.ScoreVariance);
            foreach (var moved in _moved)
            {
                difference -= moved.Expected;
                variance += moved.Variance;
            }

            best.Offer(feature, _keys[k], !missingRight || present == node.Count, difference, variance);
        }

        void Move(int place)
        {
            rows++;
            events += node.Events[place];
            sum += node.Values[place];
            foreach (var moved in _moved)
            {
                moved.Add(place);
            }
        }
    }

    /// <summary>The rows moved to the left, as one risk set sees them.</summary>
    private sealed class Moved(SplitRisk risk, int capacity)
    {
        private readonly double[] _hazard = new double[capacity + 1];
        private readonly double[] _linear = new double[capacity + 1];
        private readonly double[] _square = new double[capacity + 1];
        private readonly int[] _counts = new int[capacity + 2];
        private readonly double[] _sums = new double[capacity + 2];
        private int _total;
        private double _squares;
        private double _linearSum;

        public double Expected { get; private set; }

        public double Variance => _linearSum - _squares;

        public void Reset()
        {
            (_total, _squares, _linearSum, Expected) = (0, 0, 0, 0);
            _counts.AsSpan(0, risk.Count + 2).Clear();
            _sums.AsSpan(0, risk.Count + 2).Clear();
            for (var k = 1; k <= risk.Count; k++)
            {
                _hazard[k] = _hazard[k - 1] + risk.Hazard[k];
                _linear[k] = _linear[k - 1] + risk.Linear[k];
                _square[k] = _square[k - 1] + risk.Square[k];
            }
        }

        public void Add(int place)
        {
            var rank = risk.Rank[place];
            var (count, sum) = (0, 0.0);
            for (var k = rank + 1; k > 0; k -= k & -k)
            {
                count += _counts[k];
                sum += _sums[k];
            }

            Expected += _hazard[rank];
            _linearSum += _linear[rank];
            _squares += _square[rank] + (2 * (sum + (_square[rank] * (_total - count))));
            _total++;
            for (var k = rank + 1; k < risk.Count + 2; k += k & -k)
            {
                _counts[k]++;
                _sums[k] += _square[rank];
            }
        }
    }
}

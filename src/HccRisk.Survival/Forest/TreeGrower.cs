using HccRisk.Survival.Data;
using HccRisk.Survival.Trees;

namespace HccRisk.Survival.Forest;

/// <summary>Grows trees, one after the other, in the same memory.</summary>
internal sealed class TreeGrower
{
    private readonly ForestRows _data;
    private readonly ForestOptions _options;
    private readonly int _candidates;
    private readonly SplitNode _node;
    private readonly SplitSearch _search;
    private readonly int[] _rows;
    private readonly int[] _right;
    private readonly int[] _columns;
    private readonly List<int> _feature = [];
    private readonly List<double> _threshold = [];
    private readonly List<bool> _missingLeft = [];
    private readonly List<int> _left = [];
    private readonly List<int> _rightChild = [];
    private readonly List<double> _cover = [];
    private readonly List<double> _leafCover = [];
    private readonly List<int> _start = [];
    private readonly List<int> _time = [];
    private readonly List<int> _atRisk = [];
    private readonly List<int> _deaths = [];
    private SplitMix _random;

    public TreeGrower(ForestRows data, ForestOptions options)
    {
        (_data, _options) = (data, options);
        _candidates = options.Candidates ?? (int)Math.Ceiling(Math.Sqrt(data.Columns));
        _node = new SplitNode(data, options.Split, data.Largest);
        _search = new SplitSearch(_node, options, data.Largest);
        _rows = new int[data.Largest];
        _right = new int[data.Largest];
        _columns = new int[data.Usable.Length];
    }

    public ForestTree Grow(int tree)
    {
        _random = _data.Sampling.Stream(tree);
        var counts = _data.Sampling.Draw(ref _random);
        var rows = new List<int>(_data.Largest);
        foreach (var row in _data.Order)
        {
            for (var k = 0; k < counts[row]; k++)
            {
                rows.Add(row);
            }
        }

        rows.CopyTo(_rows);
        System.Collections.IList[] lists =
            [_feature, _threshold, _missingLeft, _left, _rightChild, _cover, _leafCover, _start, _time, _atRisk, _deaths];
        Array.ForEach(lists, list => list.Clear());

        _data.Usable.CopyTo(_columns, 0);
        Build(0, rows.Count, 0);
        _start.Add(_time.Count);
        return new ForestTree
        {
            Causes = _data.Causes.Length,
            Nodes = new TreeNodes
            {
                Feature = [.. _feature],
                Threshold = [.. _threshold],
                MissingLeft = [.. _missingLeft],
                Left = [.. _left],
                Right = [.. _rightChild],
                Cover = [.. _cover],
                LeafCover = [.. _leafCover],
            },
            Start = [.. _start],
            Time = [.. _time],
            AtRisk = [.. _atRisk],
            Deaths = [.. _deaths],
        };
    }

    /// <summary>Grows what is below some rows, and returns the code of its root.</summary>
    private int Build(int start, int count, int depth)
    {
        var best = Choose(_rows.AsSpan(start, count), depth);
        if (best.Feature < 0)
        {
            return ~AddLeaf(_rows.AsSpan(start, count));
        }

        var node = _feature.Count;
        _feature.Add(best.Feature);
        _missingLeft.Add(best.MissingLeft);
        _left.Add(0);
        _rightChild.Add(0);
        _cover.Add(count);
        var left = Divide(start, count, best);
        _left[node] = Build(start, left, depth + 1);
        _rightChild[node] = Build(start + left, count - left, depth + 1);
        return node;
    }

    private SplitChoice Choose(ReadOnlySpan<int> rows, int depth)
    {
        var best = new SplitChoice();
        if (rows.Length < 2 * _options.MinimumLeaf || depth >= _options.MaximumDepth || _columns.Length == 0)
        {
            return best;
        }

        _node.Fill(rows);
        if (_node.EventCount < 2 * _options.MinimumLeafEvents)
        {
            return best;
        }

        var all = _candidates >= _columns.Length;
        for (int k = 0, tried = 0; k < _columns.Length && tried < _candidates; k++)
        {
            if (!all)
            {
                var at = k + _random.Below(_columns.Length - k);
                (_columns[k], _columns[at]) = (_columns[at], _columns[k]);
            }

            var column = _columns[k];
            tried += _search.Try(column, _data.Ranks[column], _data.Values[column].Length, rows, ref _random, ref best) ? 1 : 0;
        }

        return best;
    }

    /// <summary>
    /// Moves the rows that go right behind the others, both in their order, and notes the cut: halfway between the two values beside it.
    /// </summary>
    private int Divide(int start, int count, SplitChoice best)
    {
        var ranks = _data.Ranks[best.Feature];
        var (left, right, below, above) = (start, 0, -1, int.MaxValue);
        for (var i = start; i < start + count; i++)
        {
            var row = _rows[i];
            var rank = ranks[row];
            if (rank < 0 ? best.MissingLeft : rank <= best.Cut)
            {
                below = Math.Max(below, rank);
                _rows[left++] = row;
            }
            else
            {
                above = rank < 0 ? above : Math.Min(above, rank);
                _right[right++] = row;
            }
        }

        _right.AsSpan(0, right).CopyTo(_rows.AsSpan(left));
        var values = _data.Values[best.Feature];
        var middle = (values[below] / 2) + (values[above] / 2);
        _threshold.Add(middle >= values[below] && middle < values[above] ? middle : values[below]);
        return left - start;
    }

    private int AddLeaf(ReadOnlySpan<int> rows)
    {
        _start.Add(_time.Count);
        Span<int> deaths = stackalloc int[_data.Causes.Length];
        for (var start = 0; start < rows.Length;)
        {
            var (end, rank, any) = (start, _data.TimeRank[rows[start]], false);
            deaths.Clear();
            for (; end < rows.Length && _data.TimeRank[rows[end]] == rank; end++)
            {
                if (_data.Cause[rows[end]] >= 0)
                {
                    deaths[_data.Cause[rows[end]]]++;
                    any = true;
                }
            }

            if (any)
            {
                _time.Add(rank - 1);
                _atRisk.Add(rows.Length - start);
                foreach (var count in deaths)
                {
                    _deaths.Add(count);
                }
            }

            start = end;
        }

        _leafCover.Add(rows.Length);
        return _leafCover.Count - 1;
    }
}

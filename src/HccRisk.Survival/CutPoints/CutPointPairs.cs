using System.Numerics.Tensors;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.CutPoints;

/// <summary>
/// The log-rank statistics of all pairs of cuts. With q_c(t) the share of those at risk at t who are at or below cut c, and k(t) = d (n - d) /
/// (n - 1), the part of the variance that two cuts share is the sum of k q_1 q_2: one inner product a pair.
/// </summary>
internal sealed class CutPointPairs
{
    /// <summary>Below this share of the product of its diagonal a determinant is rounding: one group adds nothing to the other two.</summary>
    private const double Singular = 1e-12;

    private readonly int[] _order;
    private readonly int[] _band;
    private readonly int[] _below;
    private readonly int _fewest;
    private readonly int[] _starts;
    private readonly int[] _ends;
    private readonly double[] _root;
    private readonly double[] _shares;
    private readonly double[] _difference;
    private readonly double[] _variance;
    private readonly int[] _inBand;
    private readonly int[] _deathsInBand;

    /// <param name="outcome">Follow-up; every positive code is the event.</param>
    /// <param name="below">Numbers of patients at or below each cut, ascending.</param>
    /// <param name="fewest">Smallest group.</param>
    public CutPointPairs(SurvivalOutcome outcome, int[] below, int fewest)
    {
        _order = outcome.Order;
        _below = below;
        _fewest = fewest;
        var n = _order.Length;
        _band = new int[n + 1];
        for (int rank = 0, band = 0; rank <= n; rank++)
        {
            while (band < below.Length && rank >= below[band])
            {
                band++;
            }

            _band[rank] = band;
        }

        var times = outcome.SortedTimes;
        var (starts, ends, root) = (new List<int>(), new List<int>(), new List<double>());
        for (int start = 0, end = 0; start < n; start = end)
        {
            var deaths = 0;
            for (end = start; end < n && times[end] == times[start]; end++)
            {
                deaths += outcome.EventArray[_order[end]] != 0 ? 1 : 0;
            }

            if (deaths > 0)
            {
                double atRisk = n - start;
                starts.Add(start);
                ends.Add(start + deaths);
                root.Add(atRisk > 1 ? Math.Sqrt(deaths * (atRisk - deaths) / (atRisk - 1)) : 0);
            }
        }

        (_starts, _ends, _root) = ([.. starts], [.. ends], [.. root]);
        _shares = new double[below.Length * _root.Length];
        _difference = new double[below.Length];
        _variance = new double[below.Length];
        _inBand = new int[below.Length + 1];
        _deathsInBand = new int[below.Length + 1];
    }

    private CutPointPairs(CutPointPairs other)
    {
        (_order, _band, _below, _fewest, _starts, _ends, _root) = (other._order, other._band, other._below, other._fewest, other._starts, other._ends, other._root);
        _shares = new double[other._shares.Length];
        _difference = new double[_below.Length];
        _variance = new double[_below.Length];
        _inBand = new int[_below.Length + 1];
        _deathsInBand = new int[_below.Length + 1];
    }

    /// <summary>The same with working space of its own, for another thread.</summary>
    public CutPointPairs Copy() => new(this);

    /// <summary>Visits the pairs by ascending lower and then upper cut.</summary>
    /// <param name="ranks">Rank of each patient's marker, from 0.</param>
    /// <param name="visit">Takes the indices of the two cuts and their chi-square.</param>
    public void Scan(int[] ranks, Action<int, int, double> visit)
    {
        Fill(ranks);
        var width = _root.Length;
        for (var first = 0; first < _below.Length; first++)
        {
            var one = _shares.AsSpan(first * width, width);
            var mean = TensorPrimitives.Dot<double>(one, _root);
            for (var second = first + 1; second < _below.Length; second++)
            {
                if (_below[second] - _below[first] < _fewest)
                {
                    continue;
                }

                // Lower and upper group; the middle one follows from them.
                var shared = TensorPrimitives.Dot<double>(one, _shares.AsSpan(second * width, width)) - mean;
                var determinant = (_variance[first] * _variance[second]) - (shared * shared);
                if (determinant > Singular * _variance[first] * _variance[second])
                {
                    var (u, w) = (_difference[first], -_difference[second]);
                    visit(first, second, ((u * u * _variance[second]) - (2 * u * w * shared) + (w * w * _variance[first])) / determinant);
                }
            }
        }
    }

    /// <summary>Observed less expected events at or below each cut, its variance, and the weighted shares at risk.</summary>
    private void Fill(int[] ranks)
    {
        var (cuts, width) = (_below.Length, _root.Length);
        Array.Clear(_difference);
        Array.Clear(_variance);
        Array.Clear(_inBand);
        var next = _order.Length;
        for (var t = width - 1; t >= 0; t--)
        {
            while (next > _starts[t])
            {
                _inBand[_band[ranks[_order[--next]]]]++;
            }

            Array.Clear(_deathsInBand);
            for (var i = _starts[t]; i < _ends[t]; i++)
            {
                _deathsInBand[_band[ranks[_order[i]]]]++;
            }

            double atRisk = _order.Length - _starts[t];
            var deaths = _ends[t] - _starts[t];
            var (number, died) = (0, 0);
            for (var c = 0; c < cuts; c++)
            {
                number += _inBand[c];
                died += _deathsInBand[c];
                var share = number / atRisk;
                var weighted = _root[t] * share;
                _shares[(c * width) + t] = weighted;
                _difference[c] += died - (deaths * share);
                _variance[c] += weighted * (_root[t] - weighted);
            }
        }
    }
}

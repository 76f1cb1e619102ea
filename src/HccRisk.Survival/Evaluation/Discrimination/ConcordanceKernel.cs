using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation.Discrimination;

/// <summary>
/// Counts pairs by walking through time with a tree of sums over the ranks of the score: backwards for each event against those
/// who outlived it, and forwards for each patient against the events before (for the influence of each patient).
/// </summary>
internal sealed class ConcordanceKernel
{
    private readonly SurvivalOutcome _outcome;
    private readonly bool _censoredOutlive;
    private readonly int[] _place;
    private readonly int _ranks;

    // First and end of the places of the same score, by place; empty when no scores are tied.
    private readonly int[] _first = [];
    private readonly int[] _end = [];

    public ConcordanceKernel(SurvivalOutcome outcome, ReadOnlySpan<double> score, bool censoredAtEventOutlive)
    {
        _outcome = outcome;
        _censoredOutlive = censoredAtEventOutlive;
        var n = outcome.Count;
        var keys = score.ToArray();
        var byScore = RadixOrder.Sort(keys);
        var place = new int[n];
        for (var k = 0; k < n; k++)
        {
            _ranks += k == 0 || keys[k] != keys[k - 1] ? 1 : 0;
            place[byScore[k]] = k;
        }

        // In the order in which the walk needs them.
        var order = outcome.Order;
        _place = new int[n];
        for (var k = 0; k < n; k++)
        {
            _place[k] = place[order[k]];
        }

        if (Tied)
        {
            _first = new int[n];
            _end = new int[n];
            for (var start = 0; start < n;)
            {
                var end = start + 1;
                while (end < n && keys[end] == keys[start])
                {
                    end++;
                }

                _first.AsSpan(start, end - start).Fill(start);
                _end.AsSpan(start, end - start).Fill(end);
                start = end;
            }
        }
    }

    /// <summary>Influence of each patient on the last estimate, in the order of time; empty without a standard error.</summary>
    public double[] Influence { get; private set; } = [];

    private bool Tied => _ranks < _place.Length;

    /// <summary>Estimates; the weight is asked for at the event times in ascending order, once each.</summary>
    public ConcordanceResult Estimate(string method, Func<double, double> weightAt, double? tau, ConcordanceOptions options)
    {
        var n = _place.Length;
        var groups = Groups(weightAt);
        var concordance = options.StandardError ? new double[n] : [];
        var pairs = options.StandardError ? new double[n] : [];
        var counts = CountBackwards(groups, concordance, pairs);
        if (options.StandardError)
        {
            if (Array.TrueForAll(groups, g => g.Weight is 0 or 1))
            {
                CountForwards(groups, new RankCounts(n), concordance, pairs);
            }
            else
            {
                CountForwards(groups, new RankWeights(n), concordance, pairs);
            }
        }

        var comparable = counts.Concordant + counts.Discordant + counts.TiedScore;
        return new ConcordanceResult
        {
            Estimate = Estimate(),
            Concordant = counts.Concordant,
            Discordant = counts.Discordant,
            TiedScore = counts.TiedScore,
            TiedTime = counts.TiedTime,
            TiedBoth = counts.TiedBoth,
            Tau = tau,
        };

        MetricEstimate Estimate()
        {
            if (comparable == 0)
            {
                return MetricEstimate.None(method, Reason(groups), options.Level);
            }

            if (_ranks == 1)
            {
                return MetricEstimate.None(method, "all patients have the same score", options.Level);
            }

            var somers = (counts.Concordant - counts.Discordant) / comparable;
            double squares = 0;
            Influence = new double[pairs.Length];
            for (var i = 0; i < pairs.Length; i++)
            {
                var influence = (concordance[i] - somers * pairs[i]) / comparable;
                squares += influence * influence;
                Influence[i] = influence / 2;
            }

            double? error = options.StandardError ? Math.Sqrt(squares) / 2 : null;
            return MetricEstimate.Of(method, (somers + 1) / 2, error, options.Level, 0, 1);
        }
    }

    private string Reason(Group[] groups)
    {
        if (_outcome.Causes.Count == 0)
        {
            return $"no comparable pair: {_outcome.WhyNoEvent}";
        }

        return Array.Exists(groups, g => g.Alive > g.Start && g.Weight > 0)
            ? "no comparable pair: nobody outlived a patient with the event"
            : "no comparable pair: there is no event before tau";
    }

    /// <summary>The distinct times: rows Start to Alive had the event, Alive to End were censored.</summary>
    private Group[] Groups(Func<double, double> weightAt)
    {
        var order = _outcome.Order;
        var times = _outcome.SortedTimes;
        var events = _outcome.EventArray;
        var distinct = 1;
        for (var k = 1; k < times.Length; k++)
        {
            distinct += times[k] != times[k - 1] ? 1 : 0;
        }

        var groups = new Group[distinct];
        for (int start = 0, at = 0; start < order.Length; at++)
        {
            var time = times[start];
            var alive = start;
            while (alive < order.Length && times[alive] == time && events[order[alive]] != 0)
            {
                alive++;
            }

            var end = alive;
            while (end < order.Length && times[end] == time)
            {
                end++;
            }

            groups[at] = new Group(start, alive, end, alive > start ? weightAt(time) : 0);
            start = end;
        }

        return groups;
    }

    private (double Concordant, double Discordant, double TiedScore, double TiedTime, double TiedBoth) CountBackwards(
        Group[] groups, double[] concordance, double[] pairs)
    {
        var tree = new RankCounts(_place.Length);
        long inside = 0;
        double concordant = 0, discordant = 0, tied = 0, tiedTime = 0, tiedBoth = 0;
        for (var g = groups.Length - 1; g >= 0; g--)
        {
            var (start, alive, end, weight) = groups[g];
            if (_censoredOutlive)
            {
                Insert(alive, end);
            }

            if (weight > 0)
            {
                for (var k = start; k < alive; k++)
                {
                    var (below, upTo) = Below(tree, _place[k]);
                    var equal = upTo - below;
                    var above = inside - upTo;
                    concordant += weight * below;
                    discordant += weight * above;
                    tied += weight * equal;
                    if (pairs.Length > 0)
                    {
                        concordance[k] = weight * (below - above);
                        pairs[k] = weight * inside;
                    }
                }

                var (both, all) = CountTies(start, alive);
                tiedBoth += weight * both;
                tiedTime += weight * (all - both);
            }

            Insert(start, alive);
            if (!_censoredOutlive)
            {
                Insert(alive, end);
            }
        }

        return (concordant, discordant, tied, tiedTime, tiedBoth);

        void Insert(int from, int to)
        {
            for (var k = from; k < to; k++)
            {
                tree.Add(_place[k], 1);
            }

            inside += to - from;
        }
    }

    private void CountForwards<T>(Group[] groups, T tree, double[] concordance, double[] pairs)
        where T : struct, IRankSums
    {
        double inside = 0;
        foreach (var (start, alive, end, weight) in groups)
        {
            Query(start, alive);
            if (!_censoredOutlive)
            {
                Query(alive, end);
            }

            if (weight > 0)
            {
                for (var k = start; k < alive; k++)
                {
                    tree.Add(_place[k], weight);
                    inside += weight;
                }
            }

            if (_censoredOutlive)
            {
                Query(alive, end);
            }
        }

        void Query(int from, int to)
        {
            for (var k = from; k < to; k++)
            {
                var (below, upTo) = Below(tree, _place[k]);
                concordance[k] += inside - upTo - below;
                pairs[k] += inside;
            }
        }
    }

    /// <summary>Sum of those with a lower score, and of those with one as low; the patient asked about is not among them.</summary>
    private (double Below, double UpTo) Below<T>(T tree, int place)
        where T : struct, IRankSums
    {
        if (Tied)
        {
            return (tree.Below(_first[place]), tree.Below(_end[place]));
        }

        var below = tree.Below(place);
        return (below, below);
    }

    private (double Both, double All) CountTies(int start, int alive)
    {
        double count = alive - start;
        if (count < 2)
        {
            return (0, 0);
        }

        var ranks = _place[start..alive];
        for (var k = 0; Tied && k < ranks.Length; k++)
        {
            ranks[k] = _first[ranks[k]];
        }

        Array.Sort(ranks);
        double both = 0;
        for (int k = 1, run = 1; k < ranks.Length; k++)
        {
            run = ranks[k] == ranks[k - 1] ? run + 1 : 1;
            both += run - 1;
        }

        return (both, count * (count - 1) / 2);
    }

    private readonly record struct Group(int Start, int Alive, int End, double Weight);
}

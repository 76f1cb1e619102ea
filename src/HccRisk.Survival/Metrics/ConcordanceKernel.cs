using HccRisk.Survival.Data;

namespace HccRisk.Survival.Metrics;

/// <summary>
/// Counts pairs by walking through time with a Fenwick tree over the ranks of the score: backwards for each event against those
/// who outlived it, and forwards for each patient against the events before (for the influence of each patient).
/// </summary>
internal sealed class ConcordanceKernel
{
    private readonly SurvivalOutcome _outcome;
    private readonly bool _censoredOutlive;
    private readonly int[] _rank;
    private readonly int _ranks;

    public ConcordanceKernel(SurvivalOutcome outcome, ReadOnlySpan<double> score, bool censoredAtEventOutlive)
    {
        _outcome = outcome;
        _censoredOutlive = censoredAtEventOutlive;
        var n = outcome.Count;
        var keys = score.ToArray();
        var byScore = RadixOrder.Sort(keys);
        var rank = new int[n];
        for (var k = 0; k < n; k++)
        {
            _ranks += k == 0 || keys[k] != keys[k - 1] ? 1 : 0;
            rank[byScore[k]] = _ranks;
        }

        // In the order in which the walk needs them.
        _rank = Array.ConvertAll(outcome.Order, row => rank[row]);
    }

    /// <summary>Influence of each patient on the last estimate, in the order of time; empty without a standard error.</summary>
    public double[] Influence { get; private set; } = [];

    public ConcordanceResult Estimate(string method, Func<double, double> weightAt, double? tau, ConcordanceOptions options)
    {
        var n = _rank.Length;
        var groups = Groups(weightAt);
        var concordance = options.StandardError ? new double[n] : [];
        var pairs = options.StandardError ? new double[n] : [];
        var counts = CountBackwards(groups, concordance, pairs);
        if (options.StandardError)
        {
            CountForwards(groups, concordance, pairs);
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

    private string Reason(List<(int Start, int Alive, int End, double Weight)> groups)
    {
        if (_outcome.Causes.Count == 0)
        {
            return FormattableString.Invariant($"no comparable pair: all {_outcome.Count} patients are censored");
        }

        return groups.Exists(g => g.Alive > g.Start && g.Weight > 0)
            ? "no comparable pair: nobody outlived a patient with the event"
            : "no comparable pair: there is no event before tau";
    }

    /// <summary>The distinct times: rows Start to Alive had the event, Alive to End were censored.</summary>
    private List<(int Start, int Alive, int End, double Weight)> Groups(Func<double, double> weightAt)
    {
        var order = _outcome.Order;
        var times = _outcome.SortedTimes;
        var events = _outcome.EventArray;
        var groups = new List<(int, int, int, double)>();
        for (var start = 0; start < order.Length;)
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

            groups.Add((start, alive, end, alive > start ? weightAt(time) : 0));
            start = end;
        }

        return groups;
    }

    private (double Concordant, double Discordant, double TiedScore, double TiedTime, double TiedBoth) CountBackwards(
        List<(int Start, int Alive, int End, double Weight)> groups, double[] concordance, double[] pairs)
    {
        var tree = new int[_ranks + 1];
        var at = new int[_ranks + 1];
        long inside = 0;
        double concordant = 0, discordant = 0, tied = 0, tiedTime = 0, tiedBoth = 0;
        for (var g = groups.Count - 1; g >= 0; g--)
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
                    long below = 0;
                    for (var r = _rank[k] - 1; r > 0; r &= r - 1)
                    {
                        below += tree[r];
                    }

                    long equal = at[_rank[k]];
                    var above = inside - below - equal;
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
                at[_rank[k]]++;
                for (var r = _rank[k]; r <= _ranks; r += r & -r)
                {
                    tree[r]++;
                }
            }

            inside += to - from;
        }
    }

    private void CountForwards(List<(int Start, int Alive, int End, double Weight)> groups, double[] concordance, double[] pairs)
    {
        var tree = new double[_ranks + 1];
        var at = new double[_ranks + 1];
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
                    at[_rank[k]] += weight;
                    inside += weight;
                    for (var r = _rank[k]; r <= _ranks; r += r & -r)
                    {
                        tree[r] += weight;
                    }
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
                double below = 0;
                for (var r = _rank[k] - 1; r > 0; r &= r - 1)
                {
                    below += tree[r];
                }

                var above = inside - below - at[_rank[k]];
                concordance[k] += above - below;
                pairs[k] += inside;
            }
        }
    }

    private (double Both, double All) CountTies(int start, int alive)
    {
        double count = alive - start;
        if (count < 2)
        {
            return (0, 0);
        }

        var ranks = _rank[start..alive];
        Array.Sort(ranks);
        double both = 0;
        for (int k = 1, run = 1; k < ranks.Length; k++)
        {
            run = ranks[k] == ranks[k - 1] ? run + 1 : 1;
            both += run - 1;
        }

        return (both, count * (count - 1) / 2);
    }
}

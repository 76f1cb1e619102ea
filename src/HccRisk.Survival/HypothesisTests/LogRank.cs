using System.Globalization;
using HccRisk.Survival.Data;
using HccRisk.Survival.Regression;

namespace HccRisk.Survival.HypothesisTests;

/// <summary>The log-rank test and its weighted family (Gehan, Tarone-Ware, Fleming-Harrington), stratified if wanted.</summary>
/// <remarks>
/// A row with an entry time is at risk after its entry only; the log-rank test is then the score test of Cox's exact (discrete)
/// likelihood on start-stop rows. Case weights must be whole numbers: they are frequencies, each row standing for that many
/// patients. Weights that are no frequencies have no agreed variance here: use a Cox model with robust errors.
/// </remarks>
public static class LogRank
{
    /// <summary>Most groups of which every two are compared: 4,950 pairs.</summary>
    public const int MostPaired = 100;

    /// <summary>Tests whether groups differ in their hazard. Every positive event code counts as the event.</summary>
    /// <param name="outcome">Follow-up.</param>
    /// <param name="groups">Group code of each patient; any integers, at least two different ones.</param>
    /// <param name="strata">Stratum code of each patient; empty for none. Only patients of one stratum are compared.</param>
    /// <param name="rho">Exponent of the weights S(t-)^rho of the pooled curve: 0 log-rank, 1 Peto and Peto's modification of Gehan's test.</param>
    /// <returns>
    /// The test. A group in which nothing was expected takes no part; where nothing can vary (fewer than two groups left, or everybody at risk
    /// has the event at the same time) it is not estimable and says why.
    /// </returns>
    /// <exception cref="ArgumentException">Lengths differ, there is only one group, or there are more than 1,000.</exception>
    /// <exception cref="NoEventsException">Everybody is censored.</exception>
    /// <exception cref="NotSupportedException">A case weight is not whole, or rho is below 0 and the pooled curve of late entrants reaches 0 before the last event.</exception>
    public static LogRankResult Test(SurvivalOutcome outcome, ReadOnlySpan<int> groups, ReadOnlySpan<int> strata = default, double rho = 0) =>
        Test(outcome, groups, LogRankWeights.FlemingHarrington(rho), strata);

    /// <summary>Tests whether groups differ in their hazard. Every positive event code counts as the event.</summary>
    /// <param name="outcome">Follow-up.</param>
    /// <param name="groups">Group code of each patient; any integers, at least two different ones.</param>
    /// <param name="weights">How much each event time counts.</param>
    /// <param name="strata">Stratum code of each patient; empty for none. Only patients of one stratum are compared.</param>
    /// <returns>
    /// The test. A group in which nothing was expected takes no part; where nothing can vary (fewer than two groups left, or everybody at risk
    /// has the event at the same time) it is not estimable and says why.
    /// </returns>
    /// <exception cref="ArgumentException">Lengths differ, there is only one group, or there are more than 1,000.</exception>
    /// <exception cref="NoEventsException">Everybody is censored.</exception>
    /// <exception cref="NotSupportedException">A case weight is not whole, or rho is below 0 and the pooled curve of late entrants reaches 0 before the last event.</exception>
    public static LogRankResult Test(SurvivalOutcome outcome, ReadOnlySpan<int> groups, LogRankWeights weights, ReadOnlySpan<int> strata = default)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(weights);
        RequireFrequencies(outcome);
        if (outcome.Causes.Count == 0)
        {
            throw new NoEventsException($"A log-rank test needs events: {outcome.WhyNoEvent}.");
        }

        return Run(outcome, groups, weights, strata);
    }

    /// <summary>Tests every two groups on their own patients and corrects the p-values for the number of pairs.</summary>
    /// <param name="outcome">Follow-up.</param>
    /// <param name="groups">Group code of each patient; any integers, at least two different ones.</param>
    /// <param name="adjustment">Correction for the number of pairs.</param>
    /// <param name="weights">How much each event time counts; null for the log-rank test.</param>
    /// <param name="strata">Stratum code of each patient; empty for none.</param>
    /// <returns>The pairs by ascending codes. A pair that is not estimable, as one without any event, counts as no test.</returns>
    /// <exception cref="ArgumentException">Lengths differ, there is only one group, or there are more than 100.</exception>
    /// <exception cref="NoEventsException">Everybody is censored.</exception>
    public static IReadOnlyList<LogRankPair> Pairwise(
        SurvivalOutcome outcome,
        ReadOnlySpan<int> groups,
        PValueAdjustment adjustment = PValueAdjustment.Holm,
        LogRankWeights? weights = null,
        ReadOnlySpan<int> strata = default)
    {
        weights ??= LogRankWeights.Equal;
        var codes = Test(outcome, groups, weights, strata).Groups.Select(g => g.Group).ToArray();
        if (codes.Length > MostPaired)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"There are {codes.Length} groups: the test of every two takes at most {MostPaired}."), nameof(groups));
        }

        var pairs = new List<(int First, int Second, LogRankResult Result)>();
        for (var i = 0; i < codes.Length; i++)
        {
            for (var j = i + 1; j < codes.Length; j++)
            {
                var rows = new List<int>();
                for (var k = 0; k < groups.Length; k++)
                {
                    if (groups[k] == codes[i] || groups[k] == codes[j])
                    {
                        rows.Add(k);
                    }
                }

                int[] chosen = [.. rows];
                var result = Run(outcome.Select(chosen), Take(groups, chosen), weights, strata.IsEmpty ? default : Take(strata, chosen));
                pairs.Add((codes[i], codes[j], result));
            }
        }

        var adjusted = PValues.Adjust([.. pairs.Select(p => p.Result.Test.PValue)], adjustment);
        return [.. pairs.Select((p, k) => new LogRankPair(p.First, p.Second, p.Result, adjusted[k]))];
    }

    private static LogRankResult Run(SurvivalOutcome outcome, ReadOnlySpan<int> groups, LogRankWeights weights, ReadOnlySpan<int> strata)
    {
        var (group, codes) = GroupCodes.AtLeastTwo(groups, outcome, nameof(groups));
        var sums = new Sums(codes.Length, weights);
        var stratumRows = GroupCodes.Strata(strata, outcome, nameof(strata));
        foreach (var rows in stratumRows)
        {
            sums.AddStratum(outcome, rows, group);
        }

        return sums.Result(codes, group, stratumRows.Length);
    }

    private static void RequireFrequencies(SurvivalOutcome outcome)
    {
        var odd = Array.FindIndex(outcome.WeightArray ?? [], w => w != Math.Floor(w));
        if (odd >= 0)
        {
            throw new NotSupportedException(string.Create(
                CultureInfo.InvariantCulture,
                $"Weight {odd} is {outcome.WeightArray![odd]}: the log-rank test takes weights as numbers of patients, which are whole. For other weights use a Cox model with robust errors."));
        }
    }

    private static int[] Take(ReadOnlySpan<int> values, int[] rows)
    {
        var taken = new int[rows.Length];
        for (var k = 0; k < taken.Length; k++)
        {
            taken[k] = values[rows[k]];
        }

        return taken;
    }

    private sealed class Sums(int groups, LogRankWeights weights)
    {
        private readonly double[] _observed = new double[groups];
        private readonly double[] _expected = new double[groups];
        private readonly double[] _variance = new double[groups * groups];

        public void AddStratum(SurvivalOutcome outcome, int[] order, int[] group)
        {
            var whole = ReferenceEquals(order, outcome.Order);
            var times = outcome.TimeArray;
            var events = outcome.EventArray;
            var counts = outcome.WeightArray;
            var atRisk = new double[groups];
            var deaths = new double[groups];
            var local = new int[order.Length];
            var time = whole ? outcome.SortedTimes : new double[order.Length];
            double total = 0;
            for (var k = 0; k < order.Length; k++)
            {
                local[k] = group[order[k]];
                if (!whole)
                {
                    time[k] = times[order[k]];
                }
            }

            var entries = outcome.EntryArray is { } all ? Array.ConvertAll(order, row => all[row]) : null;
            var entering = entries is null ? [] : RadixOrder.Sort(entries);
            var entered = 0;
            if (entries is null)
            {
                for (var k = 0; k < order.Length; k++)
                {
                    Move(k, 1);
                }
            }

            double survival = 1;
            for (var start = 0; start < order.Length;)
            {
                for (; entered < entering.Length && entries![entered] < time[start]; entered++)
                {
                    Move(entering[entered], 1);
                }

                var end = start;
                double died = 0;
                for (; end < order.Length && time[end] == time[start] && events[order[end]] != 0; end++)
                {
                    var count = counts is null ? 1 : counts[order[end]];
                    deaths[local[end]] += count;
                    died += count;
                }

                if (died > 0)
                {
                    if (survival == 0 && weights.Rho < 0)
                    {
                        throw new NotSupportedException(string.Create(
                            CultureInfo.InvariantCulture,
                            $"The pooled curve is 0 before the event at {time[start]}, since everybody at risk earlier had the event before others entered: its weight S^{weights.Rho} is infinite."));
                    }

                    Add(deaths, atRisk, died, total, weights.At(total, survival));
                    survival *= (total - died) / total;
                    Array.Clear(deaths);
                }

                while (end < order.Length && time[end] == time[start])
                {
                    end++;
                }

                for (; start < end; start++)
                {
                    Move(start, -1);
                }
            }

            void Move(int k, int sign)
            {
                var count = sign * (counts is null ? 1 : counts[order[k]]);
                atRisk[local[k]] += count;
                total += count;
            }
        }

        public LogRankResult Result(int[] codes, int[] group, int strata)
        {
            var counts = new int[groups];
            foreach (var g in group)
            {
                counts[g]++;
            }

            var used = Enumerable.Range(0, groups).Where(g => _expected[g] > 0).ToArray();
            var kept = used.Length > 1 ? used[1..] : [];
            var matrix = new double[kept.Length * kept.Length];
            var difference = new double[kept.Length];
            for (var i = 0; i < kept.Length; i++)
            {
                difference[i] = _observed[kept[i]] - _expected[kept[i]];
                for (var j = 0; j < kept.Length; j++)
                {
                    matrix[i * kept.Length + j] = _variance[kept[i] * groups + kept[j]];
                }
            }

            var solved = (double[])difference.Clone();
            var factor = new CholeskyFactor(matrix, kept.Length, kept.Length);
            factor.Solve(solved);
            double statistic = 0;
            for (var i = 0; i < kept.Length; i++)
            {
                statistic += solved[i] * difference[i];
            }

            var reason = kept.Length == 0 ? "events were expected in one group only"
                : factor.Rank == 0 ? "observed minus expected events have no variance: at every event time all at risk had the event, or all were of one group"
                : null;
            var result = codes.Select((code, g) => new LogRankGroup(code, counts[g], _observed[g], _expected[g])).ToArray();
            var test = reason is null ? new ChiSquareTest(Math.Max(0, statistic), factor.Rank) : ChiSquareTest.NotEstimable;
            return new LogRankResult(test, result, _variance, weights, strata) { NotEstimable = reason };
        }

        private void Add(double[] deaths, double[] atRisk, double died, double total, double weight)
        {
            var spread = total > 1 ? weight * weight * died * (total - died) / (total - 1) : 0;
            for (var g = 0; g < groups; g++)
            {
                var share = atRisk[g] / total;
                _observed[g] += weight * deaths[g];
                _expected[g] += weight * died * share;
                _variance[g * groups + g] += spread * share;
                for (var h = 0; h < groups; h++)
                {
                    _variance[g * groups + h] -= spread * share * atRisk[h] / total;
                }
            }
        }
    }
}

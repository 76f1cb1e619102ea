using System.Globalization;
using HccRisk.Survival.Data;
using HccRisk.Survival.Regression;

namespace HccRisk.Survival.Nonparametric;

/// <summary>The log-rank test and Harrington and Fleming's G-rho family (Biometrika 1982), stratified if wanted.</summary>
public static class LogRank
{
    /// <summary>Tests whether groups differ in their hazard. Every positive event code counts as the event.</summary>
    /// <param name="outcome">Follow-up.</param>
    /// <param name="groups">Group code of each patient; any integers, at least two different ones.</param>
    /// <param name="strata">Stratum code of each patient; empty for none. Only patients of one stratum are compared.</param>
    /// <param name="rho">Exponent of the weights S(t-)^rho of the pooled curve: 0 log-rank, 1 Peto and Peto's modification of Gehan's test.</param>
    /// <returns>
    /// The test. A group in which nothing was expected takes no part; with fewer than two groups left there are 0 degrees of freedom.
    /// </returns>
    /// <exception cref="ArgumentException">Lengths differ, or there is only one group.</exception>
    /// <exception cref="NoEventsException">Everybody is censored.</exception>
    public static LogRankResult Test(SurvivalOutcome outcome, ReadOnlySpan<int> groups, ReadOnlySpan<int> strata = default, double rho = 0)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        outcome.RequirePlain("The log-rank test");
        if (!double.IsFinite(rho))
        {
            throw new ArgumentOutOfRangeException(nameof(rho), rho, "rho must be finite.");
        }

        var (group, codes) = Index(groups, outcome, nameof(groups));
        if (codes.Length < 2)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"All {outcome.Count} patients are in group {codes[0]}: a comparison needs two groups."),
                nameof(groups));
        }

        if (outcome.Causes.Count == 0)
        {
            throw new NoEventsException(
                string.Create(CultureInfo.InvariantCulture, $"A log-rank test needs events: all {outcome.Count} patients are censored."));
        }

        var sums = new Sums(codes.Length, rho);
        var order = outcome.Order;
        if (strata.IsEmpty)
        {
            sums.AddStratum(outcome, order, group);
            return sums.Result(codes, group, 1);
        }

        var (stratum, stratumCodes) = Index(strata, outcome, nameof(strata));
        var rows = new List<int>[stratumCodes.Length];
        foreach (var row in order)
        {
            (rows[stratum[row]] ??= []).Add(row);
        }

        foreach (var list in rows)
        {
            sums.AddStratum(outcome, [.. list], group);
        }

        return sums.Result(codes, group, stratumCodes.Length);
    }

    private static (int[] Index, int[] Codes) Index(ReadOnlySpan<int> values, SurvivalOutcome outcome, string name)
    {
        if (values.Length != outcome.Count)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"'{name}' has {values.Length} values, 'outcome' has {outcome.Count} patients."), name);
        }

        var found = new Dictionary<int, int>();
        var index = new int[values.Length];
        for (var i = 0; i < index.Length; i++)
        {
            if (!found.TryGetValue(values[i], out index[i]))
            {
                found.Add(values[i], index[i] = found.Count);
            }
        }

        int[] sorted = [.. found.Keys.Order()];
        var place = new int[sorted.Length];
        for (var k = 0; k < sorted.Length; k++)
        {
            place[found[sorted[k]]] = k;
        }

        for (var i = 0; i < index.Length; i++)
        {
            index[i] = place[index[i]];
        }

        return (index, sorted);
    }

    private sealed class Sums(int groups, double rho)
    {
        private readonly double[] _observed = new double[groups];
        private readonly double[] _expected = new double[groups];
        private readonly double[] _variance = new double[groups * groups];

        public void AddStratum(SurvivalOutcome outcome, int[] order, int[] group)
        {
            var times = outcome.TimeArray;
            var events = outcome.EventArray;
            var atRisk = new double[groups];
            var deaths = new double[groups];
            var local = new int[order.Length];
            var time = new double[order.Length];
            for (var k = 0; k < order.Length; k++)
            {
                local[k] = group[order[k]];
                time[k] = times[order[k]];
                atRisk[local[k]]++;
            }

            double total = order.Length;
            double survival = 1;
            for (var start = 0; start < order.Length;)
            {
                var end = start;
                for (; end < order.Length && time[end] == time[start] && events[order[end]] != 0; end++)
                {
                    deaths[local[end]]++;
                }

                double died = end - start;
                if (died > 0)
                {
                    var weight = rho == 0 ? 1 : Math.Pow(survival, rho);
                    Add(deaths, atRisk, died, total, weight);
                    survival *= (total - died) / total;
                    Array.Clear(deaths);
                }

                while (end < order.Length && time[end] == time[start])
                {
                    end++;
                }

                for (; start < end; start++)
                {
                    atRisk[local[start]]--;
                    total--;
                }
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
            double statistic = 0;
            if (used.Length > 1)
            {
                var kept = used[1..];
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
                new CholeskyFactor(matrix, kept.Length, kept.Length).Solve(solved);
                for (var i = 0; i < kept.Length; i++)
                {
                    statistic += solved[i] * difference[i];
                }
            }

            var result = codes.Select((code, g) => new LogRankGroup(code, counts[g], _observed[g], _expected[g])).ToArray();
            return new LogRankResult(new ChiSquareTest(Math.Max(0, statistic), Math.Max(0, used.Length - 1)), result, _variance, rho, strata);
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

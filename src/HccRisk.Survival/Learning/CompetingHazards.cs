using HccRisk.Survival.Data;

namespace HccRisk.Survival.Learning;

/// <summary>The average hazard of the causes that compete with the one of interest.</summary>
internal static class CompetingHazards
{
    /// <summary>
    /// Nelson-Aalen hazard of all causes but the one of interest, strictly before each time; entry times and weights count as in the
    /// regression.
    /// </summary>
    /// <param name="outcome">Follow-up with all causes.</param>
    /// <param name="cause">The cause of interest; 0 for any, which leaves none to compete.</param>
    /// <param name="times">Ascending.</param>
    public static double[] Before(SurvivalOutcome outcome, int cause, IReadOnlyList<double> times)
    {
        var result = new double[times.Count];
        if (cause == 0)
        {
            return result;
        }

        var order = outcome.Order;
        var sorted = outcome.SortedTimes;
        var weights = outcome.WeightArray;
        var leaving = SumsFromTheEnd(order, weights);
        var (entries, entering) = Entries(outcome, weights);
        var (hazard, next, entered) = (0.0, 0, 0);
        for (var i = 0; i < result.Length; i++)
        {
            while (next < sorted.Length && sorted[next] < times[i])
            {
                var (start, others) = (next, 0.0);
                for (; next < sorted.Length && sorted[next] == sorted[start]; next++)
                {
                    var code = outcome.EventArray[order[next]];
                    others += code != 0 && code != cause ? weights?[order[next]] ?? 1 : 0;
                }

                while (entered < entries.Length && entries[entered] < sorted[start])
                {
                    entered++;
                }

                hazard += others == 0 ? 0 : others / (leaving[start] - entering[entered]);
            }

            result[i] = hazard;
        }

        return result;
    }

    private static (double[] Sorted, double[] Sums) Entries(SurvivalOutcome outcome, double[]? weights)
    {
        if (outcome.EntryArray is not { } entries)
        {
            return ([], [0]);
        }

        var sorted = (double[])entries.Clone();
        var order = RadixOrder.Sort(sorted);
        return (sorted, SumsFromTheEnd(order, weights));
    }

    private static double[] SumsFromTheEnd(int[] order, double[]? weights)
    {
        var sums = new double[order.Length + 1];
        for (var i = order.Length - 1; i >= 0; i--)
        {
            sums[i] = sums[i + 1] + (weights?[order[i]] ?? 1);
        }

        return sums;
    }
}

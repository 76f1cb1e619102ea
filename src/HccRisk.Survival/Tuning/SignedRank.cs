namespace HccRisk.Survival.Tuning;

/// <summary>Wilcoxon's signed-rank test of paired differences by its exact distribution, ties by mean ranks.</summary>
internal static class SignedRank
{
    /// <summary>
    /// One-sided p-value that differences lie below 0: the probability, signs being even, of a sum of ranks of positive differences as small or smaller. Differences of
    /// 0 are ranked, and half of their ranks counts on either side.
    /// </summary>
    public static double Below(ReadOnlySpan<double> differences)
    {
        var values = differences.ToArray();
        double[] sizes = [.. values.Select(Math.Abs).Order()];

        // Twice the mean rank, a whole number.
        int[] ranks = Array.ConvertAll(values, v => Array.FindIndex(sizes, s => s == Math.Abs(v)) + Array.FindLastIndex(sizes, s => s == Math.Abs(v)) + 2);
        var (sum, most) = (0, 0);
        double[] ways = [1];
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] == 0)
            {
                continue;
            }

            sum += values[i] > 0 ? ranks[i] : 0;
            most += ranks[i];
            var next = new double[most + 1];
            for (var s = 0; s < ways.Length; s++)
            {
                next[s] += ways[s] / 2;
                next[s + ranks[i]] += ways[s] / 2;
            }

            ways = next;
        }

        // What is 0 adds half of its ranks to either side, to the sum and to its distribution alike.
        return Math.Min(1, ways.Take(sum + 1).Sum());
    }
}

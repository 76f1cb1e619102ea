using CsCheck;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Tests;

/// <summary>Small random cohorts with ties in time and score, for properties.</summary>
internal static class Simulated
{
    /// <summary>Times on a grid (so that they tie), event codes 0 to 2, integer scores (so that they tie); at least one event of cause 1.</summary>
    public static Gen<(double[] Times, int[] Events, double[] Score)> Cohorts { get; } =
        from n in Gen.Int[5, 60]
        from times in Gen.Int[1, 20].Select(t => (double)t).Array[n]
        from events in Gen.Int[0, 2].Array[n]
        from score in Gen.Int[-6, 6].Select(s => s / 2.0).Array[n]
        select (times, WithEvent(events), score);

    /// <summary>Exponential times depending on the first columns, independent censoring, no ties.</summary>
    public static (SurvivalOutcome Outcome, double[] X) Cox(int n, int p, int seed, double effect = 0.5, double censoring = 0.5, int tieGrid = 0)
    {
        var random = new Random(seed);
        var x = new double[n * p];
        var times = new double[n];
        var events = new int[n];
        for (var i = 0; i < n; i++)
        {
            double eta = 0;
            for (var j = 0; j < p; j++)
            {
                x[i * p + j] = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                eta += j < 3 ? effect * x[i * p + j] : 0;
            }

            var death = -Math.Log(1 - random.NextDouble()) / Math.Exp(eta);
            var censored = -Math.Log(1 - random.NextDouble()) / censoring;
            times[i] = Math.Max(Math.Min(death, censored), 1e-12);
            times[i] = tieGrid > 0 ? Math.Ceiling(times[i] * tieGrid) : times[i];
            events[i] = death <= censored ? 1 : 0;
        }

        return (new SurvivalOutcome(times, events), x);
    }

    public static int[] Permutation(int n, int seed)
    {
        var order = Enumerable.Range(0, n).ToArray();
        new Random(seed).Shuffle(order);
        return order;
    }

    public static double[] Take(this double[] values, int[] rows) => Array.ConvertAll(rows, i => values[i]);

    private static int[] WithEvent(int[] events)
    {
        events[0] = 1;
        return events;
    }
}

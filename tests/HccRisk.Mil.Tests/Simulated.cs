using HccRisk.Survival.Data;

namespace HccRisk.Mil.Tests;

/// <summary>Patients whose risk is written on a few of their tiles.</summary>
internal static class Simulated
{
    /// <summary>
    /// Half of the patients have one tile among many that lies far along a direction of its own; they have the event earlier.
    /// </summary>
    /// <param name="patients">Number of patients.</param>
    /// <param name="tiles">Tiles of each.</param>
    /// <param name="width">Numbers a tile.</param>
    /// <param name="shift">How far the witness lies, in standard deviations of a number.</param>
    /// <param name="seed">Seed.</param>
    /// <returns>The bags, the follow-up, and the number of the witness of each patient; -1 for none.</returns>
    public static (TileBag[] Bags, SurvivalOutcome Outcome, int[] Witness) Witness(int patients, int tiles, int width, double shift, int seed)
    {
        var random = new Random(seed);
        double[] direction = Unit(random, width);
        var (bags, times, events, witness) = (new TileBag[patients], new double[patients], new int[patients], new int[patients]);
        for (var i = 0; i < patients; i++)
        {
            var values = new float[tiles * width];
            for (var j = 0; j < values.Length; j++)
            {
                values[j] = (float)Normal(random);
            }

            witness[i] = i % 2 == 0 ? random.Next(tiles) : -1;
            for (var j = 0; j < width && witness[i] >= 0; j++)
            {
                values[(witness[i] * width) + j] += (float)(shift * direction[j]);
            }

            var time = -30 * Math.Log(1 - random.NextDouble()) * (witness[i] >= 0 ? 0.15 : 1);
            var censored = 60 * random.NextDouble();
            (times[i], events[i]) = (Math.Min(time, censored), time <= censored ? 1 : 0);
            bags[i] = new TileBag($"P{i:000}", values, width);
        }

        return (bags, new SurvivalOutcome(times, events), witness);
    }

    /// <summary>Area under the curve of some values against the others.</summary>
    public static double Auc(IReadOnlyList<double> cases, IReadOnlyList<double> others) =>
        cases.Average(c => others.Average(o => c > o ? 1.0 : c == o ? 0.5 : 0));

    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double[] Unit(Random random, int width)
    {
        double[] values = [.. Enumerable.Range(0, width).Select(_ => Normal(random))];
        var length = Math.Sqrt(values.Sum(v => v * v));
        return Array.ConvertAll(values, v => v / length);
    }
}

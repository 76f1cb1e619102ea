using HccRisk.Studies.Synthetic.Population;

namespace HccRisk.Studies.Planning;

/// <summary>Means over simulated studies, and the size at which a power is reached.</summary>
internal static class PowerSummary
{
    private const int Resamples = 200;

    public static PowerCell Cell(SimulatedStudy[] studies, int d, int e, int development, int external, double alpha)
    {
        PairedAuc[] known = [.. studies.Select(s => s.Comparisons[d][e]).Where(c => !double.IsNaN(c.First))];
        var power = studies.Average(s => Seen(s.Comparisons[d][e], alpha));
        var mean = Mean(c => c.Second - c.First);
        return new PowerCell
        {
            Development = development,
            DevelopmentEvents = studies.Average(s => s.DevelopmentEvents[d]),
            External = external,
            ExternalEvents = studies.Average(s => s.ExternalEvents[e]),
            PreAuc = Mean(c => c.First),
            PostAuc = Mean(c => c.Second),
            Difference = mean,
            DifferenceDeviation = known.Length > 1 ? Math.Sqrt(known.Sum(c => Math.Pow(c.Second - c.First - mean, 2)) / (known.Length - 1)) : double.NaN,
            Power = power,
            PowerError = Math.Sqrt(power * (1 - power) / studies.Length),
            Untestable = studies.Length - known.Length,
        };

        double Mean(Func<PairedAuc, double> of) => known.Length > 0 ? known.Average(of) : double.NaN;
    }

    public static NeededSize Needed(SimulatedStudy[] studies, int d, int development, int[] external, StudyPlanOptions options)
    {
        var seen = Array.ConvertAll(studies, s => Array.ConvertAll(s.Comparisons[d], c => Seen(c, options.Alpha)));
        var all = Enumerable.Range(0, studies.Length).ToArray();
        var patients = Reached(seen, all, external, options.Power);
        var random = new SyntheticRandom((ulong)options.Seed, (ulong)development, 77);
        double[] again = [.. Enumerable.Range(0, Resamples).Select(_ => Reached(seen, Array.ConvertAll(all, _ => random.Below(all.Length)), external, options.Power))];
        var centre = again.Average();
        var perPatient = studies.Average(s => s.ExternalEvents[^1]) / external[^1];
        return new NeededSize
        {
            Development = development,
            Patients = patients,
            PatientsError = Math.Sqrt(again.Sum(v => (v - centre) * (v - centre)) / (Resamples - 1)),
            Events = patients * perPatient,
            AtSmallest = patients == external[0],
        };
    }

    private static double Seen(PairedAuc comparison, double alpha) => comparison.P < alpha && comparison.Second > comparison.First ? 1 : 0;

    /// <summary>The size at which monotone means of the studies named cross the power, linear in between; NaN beyond the largest.</summary>
    private static double Reached(double[][] seen, int[] studies, int[] sizes, double power)
    {
        var means = Monotone([.. sizes.Select((_, e) => studies.Average(s => seen[s][e]))]);
        var above = Array.FindIndex(means, m => m >= power);
        return above < 0 ? double.NaN
            : above == 0 ? sizes[0]
            : sizes[above - 1] + ((power - means[above - 1]) / (means[above] - means[above - 1]) * (sizes[above] - sizes[above - 1]));
    }

    /// <summary>The nondecreasing sequence nearest in squares: pools adjacent violators.</summary>
    internal static double[] Monotone(double[] values)
    {
        List<(double Sum, int Count)> blocks = [];
        foreach (var value in values)
        {
            blocks.Add((value, 1));
            while (blocks.Count > 1 && blocks[^1].Sum / blocks[^1].Count < blocks[^2].Sum / blocks[^2].Count)
            {
                var (sum, count) = blocks[^1];
                blocks.RemoveAt(blocks.Count - 1);
                blocks[^1] = (blocks[^1].Sum + sum, blocks[^1].Count + count);
            }
        }

        return [.. blocks.SelectMany(b => Enumerable.Repeat(b.Sum / b.Count, b.Count))];
    }
}

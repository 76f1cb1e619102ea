namespace HccRisk.Benchmarks.Learners;

/// <summary>How the hazard depends on the columns.</summary>
internal enum SimulatedTruth
{
    /// <summary>Six columns, log-linear, proportional.</summary>
    Linear,

    /// <summary>Products and a threshold of the same columns beside weak linear terms.</summary>
    Interaction,

    /// <summary>Three columns act in the first year only, three others after it.</summary>
    NonProportional,
}

/// <summary>
/// Patients of known risk: 50 columns in five blocks of ten (correlation .5 within a block), every tenth of them a yes/no, six of which matter. Hazards are
/// constant within the first 12 months, to 24 and after; a competing event has its own column; censoring is uniform from 24 to 60 months.
/// </summary>
internal sealed class LearnerSimulation(SimulatedTruth truth, double baseHazard, int seed)
{
    internal const int Columns = 50;

    internal const double Horizon = 24;

    private const double CompetingHazard = 0.006;

    private const int Block = 10;

    private readonly Random _random = new(seed);

    internal SimulatedPatient[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => Draw())];

    private SimulatedPatient Draw()
    {
        var x = Features();
        var (early, late) = (baseHazard * Math.Exp(Effect(x, early: true)), baseHazard * Math.Exp(Effect(x, early: false)));
        var competing = CompetingHazard * Math.Exp(0.4 * x[7]);
        var (time, cause) = FirstEvent(early, late, competing);
        var censored = 24 + (36 * _random.NextDouble());
        return new SimulatedPatient
        {
            Features = [.. x.Select(v => (float)v)],
            Time = (float)Math.Min(time, censored),
            Event = time <= censored ? cause : 0,
            Risk = Risk(early, late, competing),
        };
    }

    private double[] Features()
    {
        var x = new double[Columns];
        for (var block = 0; block < Columns / Block; block++)
        {
            var shared = Normal();
            for (var j = 0; j < Block; j++)
            {
                var value = (Math.Sqrt(0.5) * shared) + (Math.Sqrt(0.5) * Normal());
                x[(block * Block) + j] = j == Block - 1 ? Math.Sign(value) : value;
            }
        }

        return x;
    }

    /// <summary>The log hazard ratio.</summary>
    private double Effect(double[] x, bool early) => truth switch
    {
        SimulatedTruth.Linear => (0.5 * x[0]) + (0.35 * x[9]) - (0.35 * x[11]) + (0.35 * x[22]) + (0.3 * x[33]) - (0.25 * x[44]),
        SimulatedTruth.Interaction => (0.15 * x[0]) + (0.7 * x[0] * x[11]) + (0.7 * x[9] * x[22]) + (x[33] > 0.5 && x[44] > 0 ? 1.2 : 0),
        _ => early ? (0.8 * x[0]) + (0.6 * x[9]) - (0.5 * x[11]) : (0.8 * x[22]) + (0.6 * x[33]) - (0.5 * x[0]),
    };

    /// <summary>The early hazard holds to 12 months, the late one after.</summary>
    private (double Time, int Cause) FirstEvent(double early, double late, double competing)
    {
        var (time, hazard) = (Exponential(early + competing), early);
        if (time > 12)
        {
            (time, hazard) = (12 + Exponential(late + competing), late);
        }

        return (time, _random.NextDouble() < hazard / (hazard + competing) ? 1 : 2);
    }

    private static double Risk(double early, double late, double competing)
    {
        var (first, second) = (early + competing, late + competing);
        return (early / first * (1 - Math.Exp(-12 * first))) + (Math.Exp(-12 * first) * late / second * (1 - Math.Exp(-(Horizon - 12) * second)));
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    private double Exponential(double rate) => -Math.Log(1 - _random.NextDouble()) / rate;
}

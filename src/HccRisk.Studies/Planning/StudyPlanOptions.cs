using HccRisk.Studies.Synthetic;
using HccRisk.Studies.Synthetic.Population;

namespace HccRisk.Studies.Planning;

/// <summary>What a planned study looks like.</summary>
public sealed record StudyPlanOptions
{
    /// <summary>Seed of everything. Default 7.</summary>
    public int Seed { get; init; } = 7;

    /// <summary>Simulated studies, 50 to 20,000. Default 1,000: a power of 80 % is then known to 1.3 % (one standard error).</summary>
    public int Repeats { get; init; } = 1000;

    /// <summary>Numbers of development patients, each 50 to 20,000. Default 462.</summary>
    public IReadOnlyList<int> Development { get; init; } = [462];

    /// <summary>Numbers of external patients, each 20 to 20,000. Default 117, 250, 500, 750, 1,000, 1,500, 2,000, 3,000.</summary>
    public IReadOnlyList<int> External { get; init; } = [117, 250, 500, 750, 1000, 1500, 2000, 3000];

    /// <summary>Months by which aggressive recurrence is predicted, above 0 and at most 60. Default 24.</summary>
    public double Horizon { get; init; } = 24;

    /// <summary>Two-sided level of the test, 0.001 to 0.2. Default 0.05.</summary>
    public double Alpha { get; init; } = .05;

    /// <summary>Power wanted, 0.5 to 0.99. Default 0.8.</summary>
    public double Power { get; init; } = .8;

    /// <summary>Correlation of the score that images give with the marker that is in them, 0 to 1. Default 0.8.</summary>
    public double MriReadability { get; init; } = .8;

    /// <summary>Correlation of the score that slides give with the marker that is in them, 0 to 1. Default 0.8.</summary>
    public double WsiReadability { get; init; } = .8;

    /// <summary>Factor of the log hazard ratios of clinical and pathological columns, 0 to 2. Default 1.</summary>
    public double ClinicalEffect { get; init; } = 1;

    /// <summary>Factor of the log hazard ratio of the MRI marker, 0 to 2. Default 1.</summary>
    public double MriEffect { get; init; } = 1;

    /// <summary>Factor of the log hazard ratio of the slide marker, 0 to 2. Default 1.</summary>
    public double WsiEffect { get; init; } = 1;

    /// <summary>Factor of the hazard of aggressive recurrence, 0.25 to 4. Default 1 (some 10 % by 24 months).</summary>
    public double Prevalence { get; init; } = 1;

    /// <summary>Candidate parameters of PRE for the criteria of Riley and others, 1 to 100,000. Default 20.</summary>
    public int PreParameters { get; init; } = 20;

    /// <summary>Candidate parameters of POST, 1 to 100,000. Default 33.</summary>
    public int PostParameters { get; init; } = 33;

    /// <summary>Studies simulated at the same time, 1 or more. Default: the number of processors. The result does not depend on it.</summary>
    public int MaxParallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">One or more options are out of range; the message names them all.</exception>
    public void Validate()
    {
        List<string> faults = [];
        Check(nameof(Repeats), Repeats, 50, 20_000);
        Check(nameof(Horizon), Horizon, double.Epsilon, 60);
        Check(nameof(Alpha), Alpha, .001, .2);
        Check(nameof(Power), Power, .5, .99);
        Check(nameof(MriReadability), MriReadability, 0, 1);
        Check(nameof(WsiReadability), WsiReadability, 0, 1);
        Check(nameof(ClinicalEffect), ClinicalEffect, 0, 2);
        Check(nameof(MriEffect), MriEffect, 0, 2);
        Check(nameof(WsiEffect), WsiEffect, 0, 2);
        Check(nameof(Prevalence), Prevalence, .25, 4);
        Check(nameof(PreParameters), PreParameters, 1, 100_000);
        Check(nameof(PostParameters), PostParameters, 1, 100_000);
        Check(nameof(MaxParallelism), MaxParallelism, 1, 1024);
        Each(nameof(Development), Development, 50);
        Each(nameof(External), External, 20);
        if (faults.Count > 0)
        {
            throw new ArgumentException("Plan: " + string.Join("; ", faults) + ".");
        }

        void Each(string name, IReadOnlyList<int> values, int low)
        {
            if (values.Count == 0)
            {
                faults.Add($"{name} is empty");
            }

            foreach (var value in values)
            {
                Check(name, value, low, 20_000);
            }
        }

        void Check(string name, double value, double low, double high)
        {
            if (!(value >= low && value <= high))
            {
                faults.Add(low == double.Epsilon
                    ? FormattableString.Invariant($"{name} is {value}, not above 0 and at most {high}")
                    : FormattableString.Invariant($"{name} is {value}, not between {low} and {high}"));
            }
        }
    }

    internal SyntheticEffects Effects => new(ClinicalEffect, MriEffect, WsiEffect, Prevalence);
}

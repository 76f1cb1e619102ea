using HccRisk.Survival.Data;

namespace HccRisk.Survival.CutPoints;

/// <summary>Where two cut-points are looked for, and how often their p-value is simulated.</summary>
public sealed record TwoCutPointOptions
{
    /// <summary>Smallest share of patients in each of the three groups, above 0 and at most a third. Default 0.1.</summary>
    public double MinFraction { get; init; } = 0.1;

    /// <summary>
    /// Cuts tried at most, 2 or more: every value of the marker when there are no more, otherwise evenly spaced quantiles. Default 100.
    /// </summary>
    public int Grid { get; init; } = 100;

    /// <summary>Permutations for the p-value, 19 or more. Default 1,000, which tell p-values down to 0.001.</summary>
    public int Permutations { get; init; } = 1000;

    /// <summary>Seed of the permutations: same seed, same p-value, whatever the number of threads. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Stops between permutations.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Checks every option at once.</summary>
    /// <exception cref="ArgumentException">Lists all faults.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (!(MinFraction > 0) || !(MinFraction <= 1.0 / 3))
        {
            faults.Add(FormattableString.Invariant($"MinFraction is {MinFraction}; it must be above 0 and at most 1/3."));
        }

        if (Grid < 2)
        {
            faults.Add(FormattableString.Invariant($"Grid is {Grid}; it must be 2 or more."));
        }

        if (Permutations < 19)
        {
            faults.Add(FormattableString.Invariant($"Permutations is {Permutations}; fewer than 19 cannot reach a p-value of 0.05."));
        }

        OptionFaults.ThrowIfAny(faults, nameof(TwoCutPointOptions));
    }
}

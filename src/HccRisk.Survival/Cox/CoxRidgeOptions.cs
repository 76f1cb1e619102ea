using HccRisk.Survival.Data;
using HccRisk.Survival.Resampling;

namespace HccRisk.Survival.Cox;

/// <summary>How the ridge penalty of a Cox model is chosen by cross-validation.</summary>
public sealed record CoxRidgeOptions
{
    /// <summary>
    /// Penalties to try, on the scale of <see cref="CoxOptions.Ridge"/>, each greater than 0. Empty (the default) takes
    /// <see cref="PathLength"/> values evenly spaced on the log scale from events * columns down to events / 100.
    /// </summary>
    public IReadOnlyList<double> Lambdas { get; init; } = [];

    /// <summary>Multiple of the penalty on each column, as <see cref="CoxOptions.PenaltyFactors"/>. Empty (the default) for 1 each.</summary>
    public IReadOnlyList<double> PenaltyFactors { get; init; } = [];

    /// <summary>Number of penalties when <see cref="Lambdas"/> is empty, 2 or more. Default 20.</summary>
    public int PathLength { get; init; } = 20;

    /// <summary>Number of folds, 2 or more. Default 5.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>How often the folds are drawn anew, 1 or more. Default 1.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary>Seed of the folds. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>Treatment of tied event times. Default <see cref="TieHandling.Efron"/>.</summary>
    public TieHandling Ties { get; init; } = TieHandling.Efron;

    /// <summary>Whether the penalty acts on coefficients per standard deviation, that of all rows. Default true.</summary>
    public bool Standardize { get; init; } = true;

    /// <summary>Checks every option at once.</summary>
    /// <exception cref="ArgumentException">Lists all faults.</exception>
    public void Validate() => OptionFaults.ThrowIfAny(Faults(), nameof(CoxRidgeOptions));

    internal List<string> Faults()
    {
        var faults = new List<string>();
        foreach (var lambda in Lambdas)
        {
            if (!(lambda > 0) || !double.IsFinite(lambda))
            {
                faults.Add(FormattableString.Invariant($"Lambdas has {lambda}; each must be finite and greater than 0."));
            }
        }

        faults.AddRange(CoxOptions.FactorFaults(PenaltyFactors));
        AtLeast(PathLength, 2, nameof(PathLength));
        AtLeast(Folds, 2, nameof(Folds));
        AtLeast(Repeats, 1, nameof(Repeats));
        if (Ties is not (TieHandling.Efron or TieHandling.Breslow))
        {
            faults.Add(FormattableString.Invariant($"Ties is {Ties}; cross-validation knows Efron and Breslow."));
        }

        return faults;

        void AtLeast(int value, int lowest, string name)
        {
            if (value < lowest)
            {
                faults.Add(FormattableString.Invariant($"{name} is {value}; it must be {lowest} or more."));
            }
        }
    }
}

using System.Globalization;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Cox;

/// <summary>How a Cox model is fitted.</summary>
public sealed record CoxOptions
{
    /// <summary>Treatment of tied event times. Default <see cref="TieHandling.Efron"/>.</summary>
    public TieHandling Ties { get; init; } = TieHandling.Efron;

    /// <summary>
    /// Ridge penalty lambda, 0 or greater: the fit maximises <c>loglik - 0.5 * lambda * sum(b_j^2)</c>, where the log partial
    /// likelihood is the plain sum over events (not divided by n) and b_j is the coefficient per unit of the column, or per
    /// standard deviation when <see cref="Standardize"/> is set. Default 0.
    /// </summary>
    public double Ridge { get; init; }

    /// <summary>
    /// Multiple of <see cref="Ridge"/> on each column: 0 for no penalty, infinity for a coefficient that stays 0. They are not scaled. Empty (the
    /// default) for 1 each.
    /// </summary>
    public IReadOnlyList<double> PenaltyFactors { get; init; } = [];

    /// <summary>
    /// Whether the penalty acts on coefficients per standard deviation (denominator n) instead of per unit. It changes nothing
    /// without a penalty, and coefficients are always reported per unit of the column. Default true.
    /// </summary>
    public bool Standardize { get; init; } = true;

    /// <summary>
    /// Whether to add Jeffreys' prior (Firth, Biometrika 1993; Heinze and Schemper, Biometrics 2001): less bias with few events,
    /// and finite coefficients where a group is separated. The log-likelihoods reported are then penalised. Default false.
    /// </summary>
    public bool Firth { get; init; }

    /// <summary>
    /// Whether to estimate the sandwich variance too (Lin and Wei, JASA 1989): right even where the model is not, and the one
    /// to use with sampling weights. Always estimated when the rows name clusters. Default false.
    /// </summary>
    public bool Robust { get; init; }

    /// <summary>Newton steps allowed, 1 or more. Default 30.</summary>
    public int MaxIterations { get; init; } = 30;

    /// <summary>
    /// The fit has converged when the gain that the next Newton step promises is at most this fraction of the log-likelihood.
    /// Default 1e-13: coefficients are then right to rounding, for Newton converges quadratically.
    /// </summary>
    public double Tolerance { get; init; } = 1e-13;

    /// <summary>Checks every option at once.</summary>
    /// <exception cref="ArgumentException">Lists all faults.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (!Enum.IsDefined(Ties))
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"Ties is {(int)Ties}, which is no known treatment."));
        }

        if (!(Ridge >= 0) || !double.IsFinite(Ridge))
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"Ridge is {Ridge}; it must be finite and 0 or greater."));
        }

        faults.AddRange(FactorFaults(PenaltyFactors));
        if (MaxIterations < 1)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"MaxIterations is {MaxIterations}; it must be 1 or more."));
        }

        if (!(Tolerance > 0) || !(Tolerance < 1))
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"Tolerance is {Tolerance}; it must lie between 0 and 1."));
        }

        if (Robust && (Ties == TieHandling.Exact || Ridge > 0))
        {
            faults.Add("Robust is set; the sandwich variance is known for Efron and Breslow ties without a penalty.");
        }

        if (Firth && (Ties == TieHandling.Exact || Ridge > 0 || Robust))
        {
            faults.Add("Firth is set; it goes with Efron and Breslow ties, without Ridge and without Robust.");
        }

        OptionFaults.ThrowIfAny(faults, nameof(CoxOptions));
    }

    internal static IEnumerable<string> FactorFaults(IReadOnlyList<double> factors) => factors.Where(f => !(f >= 0))
        .Select(f => FormattableString.Invariant($"PenaltyFactors has {f}; each must be 0 or greater."));

    internal void CheckFactors(int columns)
    {
        if (PenaltyFactors.Count != 0 && PenaltyFactors.Count != columns)
        {
            throw new ArgumentException(FormattableString.Invariant($"PenaltyFactors has {PenaltyFactors.Count} values, 'x' has {columns} columns."));
        }
    }

    internal IReadOnlyList<double> FactorsOf(int columns) => PenaltyFactors.Count > 0 ? PenaltyFactors : [.. Enumerable.Repeat(1.0, columns)];
}

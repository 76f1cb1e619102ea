using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.CoxNet;

/// <summary>How the path of an elastic-net Cox model is fitted, and how its penalty is chosen by cross-validation.</summary>
/// <remarks>
/// The fit minimises <c>-loglik / W + lambda * sum f_j (alpha |b_j| + (1 - alpha) / 2 b_j^2)</c>, W being the sum of the case weights (the
/// number of rows without any) and f_j the factors scaled to a sum of the number of columns: the scale of R's glmnet.
/// </remarks>
public sealed record CoxNetOptions
{
    /// <summary>Share of the lasso, 0 (ridge) to 1 (lasso). Default 1.</summary>
    public double Alpha { get; init; } = 1;

    /// <summary>
    /// Penalties to fit, each 0 or greater. Empty (the default) takes <see cref="PathLength"/> values evenly spaced on the log scale from the
    /// least penalty that leaves no penalised column in the model.
    /// </summary>
    public IReadOnlyList<double> Lambdas { get; init; } = [];

    /// <summary>Number of penalties when <see cref="Lambdas"/> is empty, 2 or more. Default 100; fewer come back when the path no longer gains.</summary>
    public int PathLength { get; init; } = 100;

    /// <summary>Smallest penalty over the greatest when <see cref="Lambdas"/> is empty, between 0 and 1; null for 1e-4, or 0.05 with more columns than rows.</summary>
    public double? SmallestRatio { get; init; }

    /// <summary>
    /// Multiple of the penalty on each column: 0 for none, infinity for a coefficient that stays 0. Empty (the default) for 1 each. Finite
    /// factors are scaled to a mean of 1, an infinite one counting as 1.
    /// </summary>
    public IReadOnlyList<double> PenaltyFactors { get; init; } = [];

    /// <summary>Least coefficient, per unit of a column, 0 or less. Default minus infinity.</summary>
    public double LowerLimit { get; init; } = double.NegativeInfinity;

    /// <summary>Greatest coefficient, per unit of a column, 0 or greater. Default infinity.</summary>
    public double UpperLimit { get; init; } = double.PositiveInfinity;

    /// <summary>Treatment of tied event times. Default <see cref="TieHandling.Breslow"/>, glmnet's only one; Efron is ours.</summary>
    public TieHandling Ties { get; init; } = TieHandling.Breslow;

    /// <summary>Whether the penalty acts on coefficients per (weighted) standard deviation. Default true.</summary>
    public bool Standardize { get; init; } = true;

    /// <summary>
    /// A fit ends when no coefficient's squared change times its curvature exceeds this fraction of the null log-likelihood. Default 1e-9
    /// (glmnet: 1e-7).
    /// </summary>
    public double Tolerance { get; init; } = 1e-9;

    /// <summary>Number of folds, 2 or more. Default 10.</summary>
    public int Folds { get; init; } = 10;

    /// <summary>How often the folds are drawn anew, 1 or more. Default 1.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary>Seed of the folds. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>Checks every option at once.</summary>
    /// <exception cref="ArgumentException">Lists all faults.</exception>
    public void Validate() => OptionFaults.ThrowIfAny([.. Faults()], nameof(CoxNetOptions));

    internal IEnumerable<string> Faults()
    {
        foreach (var lambda in Lambdas.Where(l => !(l >= 0) || !double.IsFinite(l)))
        {
            yield return FormattableString.Invariant($"Lambdas has {lambda}; each must be finite and 0 or greater.");
        }

        foreach (var factor in PenaltyFactors.Where(f => !(f >= 0)))
        {
            yield return FormattableString.Invariant($"PenaltyFactors has {factor}; each must be 0 or greater.");
        }

        (bool IsWrong, FormattableString Fault)[] checks =
        [
            (!(Alpha is >= 0 and <= 1), $"Alpha is {Alpha}; it must lie between 0 and 1."),
            (PathLength < 2, $"PathLength is {PathLength}; it must be 2 or more."),
            (SmallestRatio is { } ratio && !(ratio is > 0 and < 1), $"SmallestRatio is {SmallestRatio}; it must lie between 0 and 1."),
            (!(LowerLimit <= 0), $"LowerLimit is {LowerLimit}; it must be 0 or less."),
            (!(UpperLimit >= 0), $"UpperLimit is {UpperLimit}; it must be 0 or greater."),
            (Ties is not (TieHandling.Efron or TieHandling.Breslow), $"Ties is {Ties}; the elastic net knows Efron and Breslow."),
            (!(Tolerance is > 0 and < 1), $"Tolerance is {Tolerance}; it must lie between 0 and 1."),
            (Folds < 2, $"Folds is {Folds}; it must be 2 or more."),
            (Repeats < 1, $"Repeats is {Repeats}; it must be 1 or more."),
        ];
        foreach (var (_, fault) in checks.Where(c => c.IsWrong))
        {
            yield return FormattableString.Invariant(fault);
        }
    }
}

using HccRisk.Core.Printing;

namespace HccRisk.Survival.CoxBoost;

/// <summary>The path of a boosted Cox model with its cross-validated partial likelihood.</summary>
public sealed record CoxBoostResult
{
    /// <summary>The path fitted to all rows.</summary>
    public required CoxBoostPath Path { get; init; }

    /// <summary>
    /// Cross-validated log partial likelihood of each of the path's causes after each step, from step 0: for each fold that of all rows less that
    /// of the training rows, at the coefficients of the training rows (Verweij and van Houwelingen, Stat Med 1993), averaged over folds. Higher = better.
    /// </summary>
    public required IReadOnlyList<IReadOnlyList<double>> LogLikelihood { get; init; }

    /// <summary>Standard errors of these means over the folds.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> StandardError { get; init; }

    /// <summary>Number of steps with the greatest likelihood of each cause, the fewest of equal ones; 0 leaves the mandatory columns alone.</summary>
    public required IReadOnlyList<int> OptimalSteps { get; init; }

    /// <summary>Penalties that were tried, the last of which was taken; one without a search.</summary>
    public required IReadOnlyList<double> Penalties { get; init; }

    /// <summary>What a reader must know of the choice, each a sentence; empty for nothing.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Printed.Lines([Path.ToString(), $"steps chosen: {string.Join(", ", OptimalSteps)}", .. Warnings.Except(Path.Warnings)]);
}

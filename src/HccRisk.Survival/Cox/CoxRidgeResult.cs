using HccRisk.Core.Printing;

namespace HccRisk.Survival.Cox;

/// <summary>A ridge penalty chosen by cross-validation, and the model fitted with it.</summary>
public sealed record CoxRidgeResult
{
    /// <summary>The penalties tried, descending.</summary>
    public required IReadOnlyList<double> Lambdas { get; init; }

    /// <summary>
    /// Cross-validated log partial likelihood of each penalty (Verweij and van Houwelingen, Stat Med 1993): the sum over folds of
    /// the log-likelihood of all rows less that of the training rows, at the coefficients of the training rows. Higher = better;
    /// the mean over repeats.
    /// </summary>
    public required IReadOnlyList<double> CrossValidatedLogLikelihood { get; init; }

    /// <summary>Log partial likelihood of a model without covariates: the value that a useless penalty falls back to.</summary>
    public required double LogLikelihoodNull { get; init; }

    /// <summary>The penalty with the highest cross-validated log-likelihood.</summary>
    public required double Lambda { get; init; }

    /// <summary>Whether <see cref="Lambda"/> lies at an end of the path, so that the best may lie beyond it.</summary>
    public required bool AtBoundary { get; init; }

    /// <summary>The model fitted to all rows with <see cref="Lambda"/>.</summary>
    public required CoxModel Model { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Model}{Environment.NewLine}penalty {Printed.Number(Lambda)}{(AtBoundary ? ", at the end of the path" : string.Empty)}";
}

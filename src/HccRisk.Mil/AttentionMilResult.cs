using HccRisk.Core.Printing;

namespace HccRisk.Mil;

/// <summary>A fitted model and what its inner folds saw.</summary>
public sealed record AttentionMilResult
{
    /// <summary>The model.</summary>
    public required AttentionMilModel Model { get; init; }

    /// <summary>
    /// Cross-validated log-likelihood after some epochs, without training as 0; higher is better. Empty without inner folds.
    /// </summary>
    public required IReadOnlyList<(int Epochs, double LogLikelihood)> CrossValidated { get; init; }

    /// <summary>Score of each row by a network of the inner folds that did not see it; without inner folds by the model itself.</summary>
    public required IReadOnlyList<double> OutOfFold { get; init; }

    /// <summary>What a reader must know before trusting the fit, each a sentence; empty for nothing.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Printed.Lines([FormattableString.Invariant($"attention over tiles, {CrossValidated.Count} numbers of epochs compared"), .. Warnings]);
}

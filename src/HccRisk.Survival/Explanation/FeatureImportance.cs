using HccRisk.Core.Printing;

namespace HccRisk.Survival.Explanation;

/// <summary>What a model loses in one measure when a group of inputs no longer belongs to the patient.</summary>
public sealed record FeatureImportance
{
    /// <summary>The group: its input, its modality, or its first input and how many more.</summary>
    public required string Group { get; init; }

    /// <summary>The inputs permuted together.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>The measure: "Uno C", "AUC" or "Brier".</summary>
    public required string Metric { get; init; }

    /// <summary>Its horizon; null for the concordance.</summary>
    public double? Time { get; init; }

    /// <summary>
    /// Mean loss over the permutations: fall of concordance or AUC, rise of the Brier score; above 0 = the model goes by the inputs. NaN when it cannot be estimated.
    /// </summary>
    public required double Loss { get; init; }

    /// <summary>Standard deviation of the loss over the permutations; NaN with one.</summary>
    public required double Spread { get; init; }

    /// <summary>Lower limit of the loss by the bootstrap of patients, model and permutations held; null without a bootstrap.</summary>
    public double? Lower { get; init; }

    /// <summary>Upper limit of the loss; null without a bootstrap.</summary>
    public double? Upper { get; init; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Group} ({Inputs.Count} inputs): {Metric}{(Time is { } time ? $" at {Printed.Number(time)}" : string.Empty)} loses {Printed.Interval(Loss, Lower, Upper)}");
}

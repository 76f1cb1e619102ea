using HccRisk.Core.Printing;
using HccRisk.Survival.Boosting;

namespace HccRisk.Boosting;

/// <summary>A boosted Cox model with how it was chosen.</summary>
public sealed record BoostedCoxResult
{
    /// <summary>The score: a log hazard ratio, 0 on average over the rows.</summary>
    public required BoostedTrees Trees { get; init; }

    /// <summary>The same for the competing causes together; null where their average hazard stands for it.</summary>
    public required BoostedTrees? CompetingTrees { get; init; }

    /// <summary>Baseline hazards, one a stratum.</summary>
    public required IReadOnlyList<HazardBaseline> Baselines { get; init; }

    /// <summary>Rounds of boosting taken, those that could not split included.</summary>
    public required int Rounds { get; init; }

    /// <summary>Cross-validated log partial likelihood of 0, 1, 2, ... rounds; empty without cross-validation.</summary>
    public required IReadOnlyList<double> CrossValidated { get; init; }

    /// <summary>Score of each row by a model that did not learn from it; without cross-validation by the model itself.</summary>
    public required IReadOnlyList<double> OutOfFold { get; init; }

    /// <summary>What a reader must know before trusting the fit, in words; empty for nothing.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Printed.Lines([FormattableString.Invariant($"boosted Cox model, {Rounds} trees"), .. Warnings]);
}

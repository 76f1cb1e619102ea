using System.Text.Json.Serialization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Learning;

namespace HccRisk.Survival.Cox;

/// <summary>A fitted Cox model, plain or with a ridge penalty.</summary>
[LearnedName("cox/1")]
public sealed class CoxFunction : LinearHazardFunction
{
    /// <summary>Standard error of each coefficient, from the model; NaN where there is none.</summary>
    public required IReadOnlyList<double> StandardErrors { get; init; }

    /// <summary>Standard error of each coefficient from the sandwich variance, summed over clusters when there are any; null when it was not asked for.</summary>
    public IReadOnlyList<double>? RobustStandardErrors { get; init; }

    /// <summary>Ridge penalty used; 0 for none.</summary>
    public required double Ridge { get; init; }

    /// <summary>Whether the likelihood had Jeffreys' prior (Firth).</summary>
    public bool Firth { get; init; }

    /// <summary>Multiple of the penalty on each input, where they differ: 0 for none, infinity for a coefficient that was given; empty for 1 each.</summary>
    public IReadOnlyList<double> PenaltyFactors { get; init; } = [];

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Method =>
        (Ridge > 0 ? "ridge-penalised Cox model" : Firth ? "Cox model with Firth's correction" : "Cox model")
        + (Strata.Count > 0 ? " with a baseline for each stratum" : string.Empty);

    /// <inheritdoc/>
    [JsonIgnore]
    public override LinearTerms Linear => new()
    {
        Names = InputSlots,
        Coefficients = Coefficients,
        StandardErrors = RobustStandardErrors ?? StandardErrors,
        Deviations = InputDeviations,
        Penalty = Ridge > 0 ? new CoefficientPenalty("ridge", Ridge) : null,
    };
}

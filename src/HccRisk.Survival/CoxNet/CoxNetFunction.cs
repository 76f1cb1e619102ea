using System.Text.Json.Serialization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Learning;

namespace HccRisk.Survival.CoxNet;

/// <summary>A fitted elastic-net Cox model.</summary>
[LearnedName("coxnet/1")]
public sealed class CoxNetFunction : LinearHazardFunction
{
    /// <summary>Share of the lasso in the penalty.</summary>
    public required double Alpha { get; init; }

    /// <summary>The penalty used, on the scale of <see cref="CoxNetOptions"/>.</summary>
    public required double Lambda { get; init; }

    /// <summary>Multiple of the penalty on each input as used, before scaling; infinite for a coefficient that was given.</summary>
    public required IReadOnlyList<double> PenaltyFactors { get; init; }

    /// <summary>One less the deviance over that of the empty model, in the training data; 0 to 1.</summary>
    public required double DevianceRatio { get; init; }

    /// <summary>Inputs whose coefficient is not 0.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Selected => [.. InputSlots.Where((_, j) => Coefficients[j] != 0)];

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Method =>
        (Alpha == 1 ? "lasso Cox model" : Alpha == 0 ? "ridge-penalised Cox model" : "elastic-net Cox model")
        + FormattableString.Invariant($" of {Selected.Count} of {InputSlots.Count} features")
        + (Strata.Count > 0 ? " with a baseline for each stratum" : string.Empty);

    /// <inheritdoc/>
    [JsonIgnore]
    public override LinearTerms Linear => new()
    {
        Names = InputSlots,
        Coefficients = Coefficients,
        StandardErrors = [.. Coefficients.Select(_ => double.NaN)],
        Deviations = InputDeviations,
        Penalty = Lambda > 0 ? new CoefficientPenalty(Alpha == 1 ? "lasso" : Alpha == 0 ? "ridge" : "elastic net", Lambda) : null,
    };
}

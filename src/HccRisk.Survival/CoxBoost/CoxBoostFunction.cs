using System.Text.Json.Serialization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Learning;

namespace HccRisk.Survival.CoxBoost;

/// <summary>
/// A boosted Cox model. In the Fine-Gray form the score is a log subdistribution hazard ratio, and the "survival" column holds one less the
/// cumulative incidence; with a model of every cause the incidence comes from all of them.
/// </summary>
[LearnedName("coxboost/1")]
public sealed class CoxBoostFunction : CompetingHazardFunction
{
    /// <summary>What is modelled.</summary>
    public required CoxBoostForm Form { get; init; }

    /// <summary>Steps made for the cause of interest; 0 for the mandatory features alone.</summary>
    public required int Steps { get; init; }

    /// <summary>Penalty of a step's update, before factors.</summary>
    public required double Penalty { get; init; }

    /// <summary>Features that are in the model without a penalty.</summary>
    public required IReadOnlyList<string> Mandatory { get; init; }

    /// <summary>Features whose coefficient is not 0, the mandatory ones among them.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Selected => [.. InputSlots.Where((_, j) => Coefficients[j] != 0)];

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Method => (Form == CoxBoostForm.FineGray ? "boosted Fine-Gray model" : "boosted Cox model")
        + FormattableString.Invariant($" of {Selected.Count} of {InputSlots.Count} features after {Steps} steps")
        + (Others.Count > 0 ? FormattableString.Invariant($", one for each of {Others.Count + 1} causes") : string.Empty);

    /// <inheritdoc/>
    [JsonIgnore]
    public override LinearTerms Linear => new()
    {
        Names = InputSlots,
        Coefficients = Coefficients,
        StandardErrors = [.. Coefficients.Select(_ => double.NaN)],
        Deviations = InputDeviations,
        Penalty = Steps > 0 ? new CoefficientPenalty("likelihood boosting", Penalty) : null,
    };
}

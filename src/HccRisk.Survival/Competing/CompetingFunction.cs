using System.Text.Json.Serialization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Cox;

namespace HccRisk.Survival.Competing;

/// <summary>
/// The score of a fit of the cause of interest with the hazards of the causes that compete: score and freedom from the event are those of the fit, and the
/// cumulative incidence comes from the hazards of all causes.
/// </summary>
[LearnedName("competing/1")]
public sealed class CompetingFunction : CompetingHazardFunction
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool JoinsFits => true;

    /// <summary>The method of the fit of the cause of interest, in words.</summary>
    public required string OwnMethod { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Method
    {
        get
        {
            var modelled = Others.Count(o => o.Predictor.Coefficients.Any(c => c != 0));
            return modelled == 0 ? OwnMethod
                : modelled < Others.Count ? FormattableString.Invariant(
                    $"{OwnMethod}, with a penalised Cox model of {modelled} of {Others.Count} competing causes and one hazard for everybody of the rest")
                : modelled == 1 ? $"{OwnMethod}, with a penalised Cox model of the competing cause"
                : FormattableString.Invariant($"{OwnMethod}, with a penalised Cox model of each of {modelled} competing causes");
        }
    }
}

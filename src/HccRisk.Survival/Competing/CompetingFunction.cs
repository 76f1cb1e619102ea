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
            return (modelled, Others.Count - modelled) switch
            {
                (0, _) => OwnMethod,
                (_, 0) => $"{OwnMethod}, with a penalised Cox model of {Causes(modelled)}",
                var (_, average) => $"{OwnMethod}, with a penalised Cox model of {Causes(modelled)} and one hazard for everybody of {average}",
            };
        }
    }

    private static string Causes(int count) => count == 1 ? "the competing cause" : FormattableString.Invariant($"each of {count} competing causes");
}

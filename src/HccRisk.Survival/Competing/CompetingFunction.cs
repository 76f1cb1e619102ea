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

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Method
    {
        get
        {
            var modelled = Others.Count(o => o.Predictor.Coefficients.Any(c => c != 0));
            var average = Others.Count - modelled;
            const string first = "competing hazards: ";
            return (modelled, average) switch
            {
                (0, 0) => "no cause competes",
                (0, _) => FormattableString.Invariant($"{first}the same for everybody of {Causes(average)}"),
                (_, 0) => FormattableString.Invariant($"{first}a penalised Cox model of each of {Causes(modelled)}"),
                _ => FormattableString.Invariant($"{first}a penalised Cox model of each of {Causes(modelled)}, the same for everybody of {Causes(average)} with few events"),
            };
        }
    }

    private static string Causes(int count) => count == 1 ? "1 cause" : FormattableString.Invariant($"{count} causes");
}

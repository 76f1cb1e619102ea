using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Evaluation;

/// <summary>Patients of one risk group.</summary>
/// <param name="Name">Name of the group: "low", "high", ...</param>
/// <param name="Patients">Patients in it.</param>
/// <param name="Events">Events of the cause of interest.</param>
/// <param name="Survival">Freedom from the cause of interest, other first events censored; limits on the log scale.</param>
/// <param name="Incidence">
/// Cumulative incidence of the cause with competing events; limits symmetric, cut at 0 and 1. Null without competing events, where it is one minus
/// <paramref name="Survival"/>, and without events of the cause, where it is 0.
/// </param>
public sealed record RiskGroupCurves(string Name, int Patients, int Events, KaplanMeier Survival, IncidenceCurve? Incidence)
{
    internal static RiskGroupCurves Of(string name, SurvivalOutcome outcome, int cause, double level)
    {
        var specific = outcome.WithCause(cause);
        var competing = outcome.Causes.Contains(cause) && outcome.Causes.Any(c => c != cause);
        return new RiskGroupCurves(
            name,
            outcome.Count,
            specific.EventCount(),
            KaplanMeier.Fit(specific, level: level),
            competing ? AalenJohansen.Fit(outcome).Curve(cause, ConfidenceType.Plain, level) : null);
    }
}

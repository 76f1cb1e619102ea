using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.Brier;

namespace HccRisk.Survival.Evaluation;

/// <summary>How many of a risk group had the event by a horizon.</summary>
/// <param name="Group">Name of the group.</param>
/// <param name="Time">The horizon.</param>
/// <param name="AtRisk">Patients of the group still followed and free of any event at the horizon.</param>
/// <param name="Risk">Aalen-Johansen estimate of the risk; without competing events one minus Kaplan-Meier.</param>
public sealed record RiskGroupRisk(string Group, double Time, int AtRisk, MetricEstimate Risk)
{
    internal static RiskGroupRisk Of(string group, SurvivalOutcome outcome, int cause, double time, double level) =>
        new(group, time, outcome.TimeArray.Count(t => t >= time), MarginalRisk.Estimate(outcome, cause, time, level));
}

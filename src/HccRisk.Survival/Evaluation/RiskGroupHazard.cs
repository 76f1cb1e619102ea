using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.FineGray;

namespace HccRisk.Survival.Evaluation;

/// <summary>The hazard of a risk group against that of the lowest.</summary>
/// <param name="Group">Name of the group.</param>
/// <param name="Reference">Name of the group it is compared with.</param>
/// <param name="CauseSpecific">Ratio of the rates among those still free of any event (Cox); its standard error is that of the logarithm.</param>
/// <param name="Subdistribution">Ratio of the subdistribution hazards (Fine-Gray); null without competing events. Its standard error is that of the logarithm.</param>
public sealed record RiskGroupHazard(string Group, string Reference, MetricEstimate CauseSpecific, MetricEstimate? Subdistribution)
{
    internal static IReadOnlyList<RiskGroupHazard> Of(SurvivalOutcome outcome, (string Name, int[] Rows)[] groups, int cause, double level)
    {
        var specific = outcome.WithCause(cause);
        var columns = groups.Length - 1;
        var x = new double[outcome.Count * columns];
        for (var g = 1; g < groups.Length; g++)
        {
            foreach (var row in groups[g].Rows)
            {
                x[(row * columns) + g - 1] = 1;
            }
        }

        // A group without events has no finite ratio, and neither has any against a reference without.
        var empty = Array.Find(groups, g => specific.Select(g.Rows).EventCount() == 0).Name;
        var reason = empty is null ? null : $"no event in group '{empty}'";
        var cox = reason is null ? CoxModel.Fit(x, columns, specific) : null;
        var competing = outcome.Causes.Any(c => c != cause);
        var gray = reason is null && competing ? FineGrayModel.Fit(x, columns, outcome, cause) : null;
        return
        [
            .. Enumerable.Range(0, columns).Select(j => new RiskGroupHazard(
                groups[j + 1].Name,
                groups[0].Name,
                Ratio("cause-specific hazard ratio", cox?.Coefficients[j], cox?.StandardErrors[j], cox?.Converged, reason, level),
                competing ? Ratio("subdistribution hazard ratio", gray?.Coefficients[j], gray?.StandardErrors[j], gray?.Converged, reason, level) : null)),
        ];
    }

    private static MetricEstimate Ratio(string method, double? coefficient, double? error, bool? converged, string? reason, double level)
    {
        if (coefficient is not { } b || error is not { } se || converged != true || !double.IsFinite(se))
        {
            return MetricEstimate.None(method, reason ?? "the fit did not converge", level);
        }

        var log = MetricEstimate.Of(method, b, se, level, double.NegativeInfinity, double.PositiveInfinity);
        return log with { Value = Math.Exp(b), Lower = Math.Exp(log.Lower!.Value), Upper = Math.Exp(log.Upper!.Value) };
    }
}

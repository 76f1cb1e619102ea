using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation.ClinicalUtility;

/// <summary>A decision curve at one horizon. Acting on nobody has a net benefit of 0 at every threshold.</summary>
[TypeFormatterSource(typeof(DecisionCurveFormatter))]
public sealed record DecisionCurveResult
{
    /// <summary>The horizon, in the unit of the follow-up.</summary>
    public required double Time { get; init; }

    /// <summary>Observed risk of the event of interest by the horizon in all patients, 0 to 1.</summary>
    public required MetricEstimate Prevalence { get; init; }

    /// <summary>One point a threshold, in the order given.</summary>
    public required IReadOnlyList<DecisionCurvePoint> Points { get; init; }

    /// <summary>The result for a terminal.</summary>
    public override string ToString() => Printed.Lines(
        [
            $"decision curve at {Printed.Number(Time)}, risk of all {Prevalence}",
            .. Points.Select(p => $"threshold {Printed.Share(p.Threshold)}: net benefit {Printed.Share(p.NetBenefit.Value)}, treat all {Printed.Share(p.TreatAll.Value)}"),
        ]);
}

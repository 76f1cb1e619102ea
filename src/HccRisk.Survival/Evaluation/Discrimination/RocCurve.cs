using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation.Discrimination;

/// <summary>The ROC curve of cases by a horizon against controls at it.</summary>
[TypeFormatterSource(typeof(RocFormatter))]
public sealed record RocCurve
{
    /// <summary>The horizon, in the unit of the follow-up.</summary>
    public required double Time { get; init; }

    /// <summary>The area under the curve: of the points by straight lines, to rounding.</summary>
    public required MetricEstimate Auc { get; init; }

    /// <summary>From everybody positive to nobody positive, one point a distinct score; empty when the area is not estimable.</summary>
    public required IReadOnlyList<RocPoint> Points { get; init; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"ROC curve at {Printed.Number(Time)}, {Points.Count} points: AUC {Auc}");
}

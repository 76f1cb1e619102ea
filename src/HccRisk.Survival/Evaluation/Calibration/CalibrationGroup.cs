using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation.Calibration;

/// <summary>Patients with similar predicted risks.</summary>
public sealed record CalibrationGroup
{
    /// <summary>Patients in the group.</summary>
    public required int Count { get; init; }

    /// <summary>Mean predicted risk, 0 to 1.</summary>
    public required double MeanPredicted { get; init; }

    /// <summary>Observed risk by the horizon (one minus Kaplan-Meier, or Aalen-Johansen), 0 to 1, with Greenwood's standard error.</summary>
    public required MetricEstimate Observed { get; init; }
}

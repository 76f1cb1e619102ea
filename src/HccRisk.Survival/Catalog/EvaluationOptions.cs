using HccRisk.Survival.Metrics;

namespace HccRisk.Survival.Catalog;

/// <summary>What is evaluated, and how.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Log-risk, higher = more risk. Default "Score".</summary>
    public string ScoreColumn { get; init; } = "Score";

    /// <summary>Follow-up time. Default "Time".</summary>
    public string TimeColumn { get; init; } = "Time";

    /// <summary>Event code. Default "Event".</summary>
    public string EventColumn { get; init; } = "Event";

    /// <summary>
    /// Predicted risk of the cause, one slot a horizon, named after it. Brier scores and calibration are left out when the data have no such column, or when this is
    /// null. Default "CumulativeIncidence".
    /// </summary>
    public string? RiskColumn { get; init; } = "CumulativeIncidence";

    /// <summary>Cause of interest; 0 for any. Default 1.</summary>
    public int Cause { get; init; } = 1;

    /// <summary>Horizons of the AUC. Default 12, 24, 36.</summary>
    public IReadOnlyList<double> Horizons { get; init; } = [12, 24, 36];

    /// <summary>Truncation time of Uno's C; null for its default.</summary>
    public double? Tau { get; init; }

    /// <summary>Who is a control of the AUC under competing risks.</summary>
    public AucControls Controls { get; init; } = AucControls.EventFreeOrOtherCause;
}

using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation.Discrimination;

/// <summary>The cumulative/dynamic AUC at one horizon.</summary>
public sealed record TimeDependentAucResult
{
    /// <summary>The horizon, in the unit of the follow-up.</summary>
    public required double Time { get; init; }

    /// <summary>The area, 0 to 1 (0.5 = no discrimination), or the reason why it is not estimable.</summary>
    public required MetricEstimate Auc { get; init; }

    /// <summary>Patients known to be cases at the horizon.</summary>
    public required int Cases { get; init; }

    /// <summary>Patients known to be controls at the horizon.</summary>
    public required int Controls { get; init; }

    /// <summary>Patients whose status at the horizon is unknown: censored before it, or left out by the convention.</summary>
    public required int Unknown { get; init; }
}

using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Validation;

/// <summary>
/// Calibration over the whole follow-up by Poisson regression of the events on the log of the predicted cumulative hazard at each patient's own time (Crowson,
/// Atkinson and Therneau, Stat Methods Med Res 2016).
/// </summary>
public sealed record PoissonCalibrationResult
{
    /// <summary>Events of the cause of interest.</summary>
    public required int Events { get; init; }

    /// <summary>Events expected: the sum of the predicted cumulative hazards.</summary>
    public required double Expected { get; init; }

    /// <summary>Intercept with the log expected hazard as offset: log of observed over expected, 0 = right on average.</summary>
    public required MetricEstimate Intercept { get; init; }

    /// <summary>Intercept of the regression that has a slope too.</summary>
    public required MetricEstimate InterceptBesideSlope { get; init; }

    /// <summary>Coefficient of the log expected hazard: 1 = right. It mixes the length of follow-up with the risk.</summary>
    public required MetricEstimate Slope { get; init; }
}

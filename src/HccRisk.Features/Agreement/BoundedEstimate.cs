namespace HccRisk.Features.Agreement;

/// <summary>An estimate and its confidence limits; NaN where there is none.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="Lower">Lower limit.</param>
/// <param name="Upper">Upper limit.</param>
public readonly record struct BoundedEstimate(double Value, double Lower, double Upper);

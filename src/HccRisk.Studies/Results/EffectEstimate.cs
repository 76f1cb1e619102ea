namespace HccRisk.Studies.Results;

/// <summary>A cause-specific hazard ratio of a Cox model without a penalty.</summary>
/// <param name="HazardRatio">Above 1 = more risk; null where it cannot be estimated.</param>
/// <param name="Lower">Lower 95 % limit (Wald); null with the ratio.</param>
/// <param name="Upper">Upper 95 % limit; null with the ratio.</param>
/// <param name="P">Two-sided Wald test that it is 1; null with the ratio.</param>
/// <param name="NotEstimable">Why there is none; null where there is one.</param>
public sealed record EffectEstimate(double? HazardRatio, double? Lower, double? Upper, double? P, string? NotEstimable = null);

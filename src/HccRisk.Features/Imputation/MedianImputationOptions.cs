namespace HccRisk.Features.Imputation;

/// <summary>Imputation by the median of the training rows.</summary>
public sealed record MedianImputationOptions : ImputationOptions;

using HccRisk.Survival.Estimates;

namespace HccRisk.Plots;

/// <summary>An estimate and whose it is.</summary>
/// <param name="Name">Name in the plot, such as a model and its cohort.</param>
/// <param name="Value">The estimate.</param>
public sealed record NamedEstimate(string Name, MetricEstimate Value);

namespace HccRisk.Plots;

/// <summary>One line of <see cref="BrierOverTimePlot"/>.</summary>
/// <param name="Name">Name in the legend: a model, a cohort or both.</param>
/// <param name="Points">Brier scores by horizon, horizons rising; those that cannot be estimated are left out.</param>
public sealed record BrierSeries(string Name, IReadOnlyList<BrierPoint> Points);

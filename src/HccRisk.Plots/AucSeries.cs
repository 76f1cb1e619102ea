using HccRisk.Survival.Evaluation.Discrimination;

namespace HccRisk.Plots;

/// <summary>One curve of <see cref="AucOverTimePlot"/>.</summary>
/// <param name="Name">Name in the legend: a model, a cohort or both.</param>
/// <param name="Points">AUC by time, times rising; points that cannot be estimated leave a gap.</param>
public sealed record AucSeries(string Name, IReadOnlyList<TimeDependentAucResult> Points);

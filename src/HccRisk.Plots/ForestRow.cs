using HccRisk.Survival.Estimates;

namespace HccRisk.Plots;

/// <summary>One line of a <see cref="ForestPlot"/>.</summary>
/// <param name="Label">What it is of: a subgroup, a site; or a heading when there is no estimate.</param>
/// <param name="Count">Patients and events, in words; empty for a heading.</param>
/// <param name="Estimate">The estimate; null for a heading.</param>
/// <param name="Remark">Text at the right end, such as the p-value of an interaction; empty for none.</param>
public sealed record ForestRow(string Label, string Count, MetricEstimate? Estimate, string Remark = "");

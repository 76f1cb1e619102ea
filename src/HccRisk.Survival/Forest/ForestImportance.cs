using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Forest;

/// <summary>What a column does for the ranking of patients that a tree has not seen.</summary>
/// <param name="Name">The column.</param>
/// <param name="Fall">
/// Harrell's C out of bag less that with the values of the column permuted among the patients, the mean over the permutations; above 0 =
/// it helps. The interval takes in the patients (paired infinitesimal jackknife) and the permutations.
/// </param>
public sealed record ForestImportance(string Name, MetricEstimate Fall)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Fall}";
}

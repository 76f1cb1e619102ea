using HccRisk.Core.Printing;

namespace HccRisk.Survival.Resampling;

/// <summary>The difference of two statistics over the same bootstrap samples.</summary>
public sealed record BootstrapComparison
{
    /// <summary>First minus second, with its percentile interval.</summary>
    public required BootstrapInterval Difference { get; init; }

    /// <summary>
    /// Two-sided p-value that the difference is 0: twice the smaller share of replicates on either side of 0, each share with one replicate added,
    /// at most 1; null when fewer than two replicates gave a value.
    /// </summary>
    public required double? PValue { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Difference}{(PValue is { } p ? $", {Printed.P(p)}" : string.Empty)}";
}

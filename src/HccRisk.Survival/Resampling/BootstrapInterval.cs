using HccRisk.Core.Printing;

namespace HccRisk.Survival.Resampling;

/// <summary>A percentile bootstrap interval.</summary>
public sealed record BootstrapInterval
{
    /// <summary>The statistic on all patients.</summary>
    public required double Estimate { get; init; }

    /// <summary>Lower limit; NaN when fewer than two replicates gave a value.</summary>
    public required double Lower { get; init; }

    /// <summary>Upper limit; NaN when fewer than two replicates gave a value.</summary>
    public required double Upper { get; init; }

    /// <summary>Standard deviation of the replicates; NaN when fewer than two gave a value.</summary>
    public required double StandardError { get; init; }

    /// <summary>Level of the interval, between 0 and 1.</summary>
    public required double Level { get; init; }

    /// <summary>The statistic of each replicate, in order; NaN where it was not estimable.</summary>
    public required IReadOnlyList<double> Replicates { get; init; }

    /// <summary>Replicates in which the statistic was not estimable; they take no part in the limits.</summary>
    public required int Failed { get; init; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Printed.Interval(Estimate, Lower, Upper, Level)}, {Replicates.Count} bootstrap samples{(Failed > 0 ? $", {Failed} failed" : string.Empty)}");
}

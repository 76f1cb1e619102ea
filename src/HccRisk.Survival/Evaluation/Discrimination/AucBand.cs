using HccRisk.Core.Printing;

namespace HccRisk.Survival.Evaluation.Discrimination;

/// <summary>AUC at several horizons with a simultaneous confidence band.</summary>
public sealed record AucBand
{
    /// <summary>Standard errors to each side of the areas; between the pointwise and the Bonferroni value; null when no area is estimable.</summary>
    public required double? Critical { get; init; }

    /// <summary>One area a horizon, in the order given; the limits are those of the band.</summary>
    public required IReadOnlyList<TimeDependentAucResult> Points { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Printed.Lines([$"time-dependent AUC with a simultaneous band{(Critical is { } critical ? $", critical value {Printed.Number(critical)}" : string.Empty)}", .. Points.Select(p => p.ToString())]);
}

using HccRisk.Features.Learning;

namespace HccRisk.Features.Selection;

/// <summary>Of slots that say the same, one is kept.</summary>
public sealed record CorrelationFilterOptions : VectorTransformOptions
{
    /// <summary>
    /// A slot more correlated than this (in absolute value) with one that is kept is left out, above 0 and at most 1 (then copies alone
    /// are left out). Default 0.9.
    /// </summary>
    public double MaxCorrelation { get; init; } = 0.9;

    /// <summary>Whether ranks are correlated (Spearman) instead of values (Pearson). Default true.</summary>
    public bool Ranks { get; init; } = true;

    /// <inheritdoc/>
    protected override IEnumerable<string> Faults() => MaxCorrelation is > 0 and <= 1
        ? base.Faults()
        : base.Faults().Append(FormattableString.Invariant(
            $"{nameof(MaxCorrelation)} is {MaxCorrelation}; it must lie above 0 and at most be 1."));
}

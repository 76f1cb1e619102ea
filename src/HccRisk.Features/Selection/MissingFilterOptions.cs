using HccRisk.Features.Learning;

namespace HccRisk.Features.Selection;

/// <summary>Slots that too many training rows lack are left out.</summary>
public sealed record MissingFilterOptions : VectorTransformOptions
{
    /// <summary>A slot is left out when more than this share of the training rows lack it, 0 to below 1. Default 0.5.</summary>
    public double MaxShare { get; init; } = 0.5;

    /// <inheritdoc/>
    protected override IEnumerable<string> Faults() => MaxShare is >= 0 and < 1
        ? base.Faults()
        : base.Faults().Append(FormattableString.Invariant($"{nameof(MaxShare)} is {MaxShare}; it must be 0 or more and below 1."));
}

using HccRisk.Features.Learning;

namespace HccRisk.Features.Scaling;

/// <summary>Values become normal scores of their ranks among the training rows.</summary>
public sealed record NormalScoresOptions : VectorTransformOptions
{
    /// <summary>
    /// Distinct values of a slot that are kept at most, evenly spread over the ranks, 2 or more; scores between them lie on straight
    /// lines. Default 256.
    /// </summary>
    public int MaxKnots { get; init; } = 256;

    /// <inheritdoc/>
    protected override IEnumerable<string> Faults() => MaxKnots < 2
        ? base.Faults().Append(FormattableString.Invariant($"{nameof(MaxKnots)} is {MaxKnots}; it must be 2 or more."))
        : base.Faults();
}

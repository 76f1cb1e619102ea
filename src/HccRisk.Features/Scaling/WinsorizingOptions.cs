using HccRisk.Features.Learning;

namespace HccRisk.Features.Scaling;

/// <summary>Values beyond quantiles of the training rows are moved to them.</summary>
public sealed record WinsorizingOptions : VectorTransformOptions
{
    /// <summary>Probability of the lower quantile, 0 or more. Default 0.01.</summary>
    public double Lower { get; init; } = 0.01;

    /// <summary>Probability of the upper quantile, above the lower and at most 1. Default 0.99.</summary>
    public double Upper { get; init; } = 0.99;

    /// <inheritdoc/>
    protected override IEnumerable<string> Faults() => Lower >= 0 && Lower < Upper && Upper <= 1
        ? base.Faults()
        : base.Faults().Append(FormattableString.Invariant(
            $"{nameof(Lower)} is {Lower} and {nameof(Upper)} is {Upper}; they must be 0 <= Lower < Upper <= 1."));
}

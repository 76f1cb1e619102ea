using HccRisk.Features.Learning;

namespace HccRisk.Features.Selection;

/// <summary>Slots that hardly vary are left out.</summary>
public sealed record ConstantFilterOptions : VectorTransformOptions
{
    /// <summary>
    /// A slot whose variance (over n, missing values apart) is this or less is left out, 0 or more. Default 0: constant slots alone.
    /// </summary>
    public double MaxVariance { get; init; }

    /// <summary>
    /// A slot one value of which more than this share of its rows have is left out, above 0 and at most 1. Default 1: none for that reason.
    /// </summary>
    public double MaxSameShare { get; init; } = 1;

    /// <inheritdoc/>
    protected override IEnumerable<string> Faults()
    {
        foreach (var fault in base.Faults())
        {
            yield return fault;
        }

        if (!(MaxVariance >= 0) || !double.IsFinite(MaxVariance))
        {
            yield return FormattableString.Invariant($"{nameof(MaxVariance)} is {MaxVariance}; it must be finite and 0 or more.");
        }

        if (!(MaxSameShare > 0) || MaxSameShare > 1)
        {
            yield return FormattableString.Invariant($"{nameof(MaxSameShare)} is {MaxSameShare}; it must be above 0 and at most 1.");
        }
    }
}

using HccRisk.Features.Learning;

namespace HccRisk.Features.Scaling;

/// <summary>What of each feature does not follow from the size of the lesion.</summary>
public sealed record SizeResidualOptions : VectorTransformOptions
{
    /// <summary>
    /// Number column with the size (a volume or a diameter), or the name of a slot of the vector, which then stays as it is. Default
    /// "Size".
    /// </summary>
    public string Size { get; init; } = "Size";

    /// <summary>
    /// Whether features follow the logarithm of the size. Default true: sizes must be above 0 in training, and a row whose size is not
    /// has only missing values. False takes the size itself.
    /// </summary>
    public bool LogSize { get; init; } = true;

    /// <inheritdoc/>
    protected override IEnumerable<string> Faults() => string.IsNullOrEmpty(Size)
        ? base.Faults().Append($"{nameof(Size)} is empty; name the column or the slot of the size.")
        : base.Faults();
}

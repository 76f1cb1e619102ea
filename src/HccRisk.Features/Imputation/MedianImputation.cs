using HccRisk.Core.Learning;

namespace HccRisk.Features.Imputation;

/// <summary>Puts the median of the training rows where a value is missing.</summary>
[LearnedName("median-imputation/1")]
public sealed class MedianImputation : ImputationFunction
{
    /// <summary>The median of each slot; the mean of the two in the middle when the values are even in number.</summary>
    public required IReadOnlyList<double> Medians { get; init; }

    /// <inheritdoc/>
    public override void Lower(INativeCarriers carriers)
    {
        ArgumentNullException.ThrowIfNull(carriers);
        carriers.Replace(0, Medians);
        if (Indicate)
        {
            carriers.Indicate(1);
        }
    }

    /// <inheritdoc/>
    protected override void Fill(ReadOnlySpan<float> input, Span<float> values)
    {
        for (var i = 0; i < input.Length; i++)
        {
            values[i] = float.IsNaN(input[i]) ? (float)Medians[i] : input[i];
        }
    }
}

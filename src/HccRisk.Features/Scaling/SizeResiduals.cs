using System.Text.Json.Serialization;
using HccRisk.Core.Learning;

namespace HccRisk.Features.Scaling;

/// <summary>
/// Each slot less the straight line in size (or its logarithm) that training rows follow: its residual. A missing value stays missing;
/// where the size is missing all residuals are.
/// </summary>
[LearnedName("size-residuals/1")]
public sealed class SizeResiduals : LearnedFunction
{
    /// <summary>Slot of the size.</summary>
    public required int SizeSlot { get; init; }

    /// <summary>Whether the line is in the logarithm of the size.</summary>
    public required bool LogSize { get; init; }

    /// <summary>Slots written.</summary>
    public required int[] Kept { get; init; }

    /// <summary>Their names.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>What the line of each slot has at (logarithm of) size 0.</summary>
    public required double[] Intercepts { get; init; }

    /// <summary>
    /// What it rises by for one unit of (logarithm of) size; the size's own slot keeps its value by an intercept and a slope of 0.
    /// </summary>
    public required double[] Slopes { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<LearnedOutput> Outputs => [new("Residuals", Names)];

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<float> input, ReadOnlySpan<char> group, Span<float> output)
    {
        var size = LogSize ? Math.Log(input[SizeSlot]) : input[SizeSlot];
        for (var i = 0; i < Kept.Length; i++)
        {
            output[i] = Kept[i] == SizeSlot ? input[SizeSlot]
                : double.IsFinite(size) ? (float)(input[Kept[i]] - Intercepts[i] - (Slopes[i] * size))
                : float.NaN;
        }
    }
}

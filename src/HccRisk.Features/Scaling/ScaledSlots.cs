using System.Text.Json.Serialization;
using HccRisk.Core.Learning;

namespace HccRisk.Features.Scaling;

/// <summary>(value - offset) * scale of each slot; a missing value stays missing.</summary>
[LearnedName("scaled-slots/1")]
public sealed class ScaledSlots : LearnedFunction
{
    /// <summary>What is taken off each slot.</summary>
    public required IReadOnlyList<double> Offset { get; init; }

    /// <summary>What the rest is multiplied by, above 0.</summary>
    public required IReadOnlyList<double> Scale { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<LearnedOutput> Outputs => [new("Scaled", InputSlots)];

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<float> input, ReadOnlySpan<char> group, Span<float> output)
    {
        for (var i = 0; i < input.Length; i++)
        {
            output[i] = (float)((input[i] - Offset[i]) * Scale[i]);
        }
    }

    /// <inheritdoc/>
    public override void Lower(INativeCarriers carriers)
    {
        ArgumentNullException.ThrowIfNull(carriers);
        carriers.Scale(0, Offset, Scale);
    }
}

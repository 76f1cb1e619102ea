using System.Text.Json.Serialization;
using HccRisk.Core.Learning;

namespace HccRisk.Features.Scaling;

/// <summary>Each slot held between two limits; a missing value stays missing.</summary>
[LearnedName("winsorized-slots/1")]
public sealed class WinsorizedSlots : LearnedFunction
{
    /// <summary>Lowest value of each slot.</summary>
    public required double[] Low { get; init; }

    /// <summary>Highest value of each slot, not below <see cref="Low"/>.</summary>
    public required double[] High { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<LearnedOutput> Outputs => [new("Winsorized", InputSlots)];

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<float> input, ReadOnlySpan<char> group, Span<float> output)
    {
        for (var i = 0; i < input.Length; i++)
        {
            output[i] = float.IsNaN(input[i]) ? float.NaN : (float)Math.Clamp(input[i], Low[i], High[i]);
        }
    }
}

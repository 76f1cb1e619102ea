using System.Text.Json.Serialization;
using HccRisk.Core.Learning;

namespace HccRisk.Features.Imputation;

/// <summary>The sum of the slots of a vector; NaN when one is missing.</summary>
[LearnedName("slot-sum/1")]
public sealed class SlotSum : LearnedFunction
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<LearnedOutput> Outputs => [new("Sum")];

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<float> input, ReadOnlySpan<char> group, Span<float> output)
    {
        var sum = 0.0;
        foreach (var value in input)
        {
            sum += value;
        }

        output[0] = (float)sum;
    }

    /// <inheritdoc/>
    public override void Lower(INativeCarriers carriers)
    {
        ArgumentNullException.ThrowIfNull(carriers);
        carriers.Linear(0, [.. InputSlots.Select(_ => 1.0)], new double[InputSlots.Count]);
    }
}

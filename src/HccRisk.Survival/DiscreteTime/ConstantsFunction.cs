using System.Text.Json.Serialization;
using HccRisk.Core.Learning;

namespace HccRisk.Survival.DiscreteTime;

/// <summary>Columns that hold one number in every row: the periods a row is scored for.</summary>
[LearnedName("constants/1")]
public sealed class ConstantsFunction : LearnedFunction
{
    /// <summary>The number of each column, finite.</summary>
    public required IReadOnlyList<float> Values { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<LearnedOutput> Outputs => [.. Values.Select((_, i) => new LearnedOutput(FormattableString.Invariant($"Constant{i}")))];

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<float> input, ReadOnlySpan<char> group, Span<float> output)
    {
        for (var i = 0; i < output.Length; i++)
        {
            output[i] = Values[i];
        }
    }

    /// <inheritdoc/>
    public override void Evaluate(int output, ReadOnlySpan<float> input, ReadOnlySpan<char> group, Span<float> values) => values[0] = Values[output];
}

using System.Text.Json.Serialization;
using HccRisk.Core.Learning;

namespace HccRisk.Features.Imputation;

/// <summary>Puts values where there are none. Values that are there stay as they are.</summary>
public abstract class ImputationFunction : LearnedFunction
{
    /// <summary>Whether a second vector says of each slot whether its value was missing: 1, or 0 when it was there.</summary>
    public required bool Indicate { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<LearnedOutput> Outputs => Indicate
        ? [new("Imputed", InputSlots), new("Missing", InputSlots)]
        : [new("Imputed", InputSlots)];

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<float> input, ReadOnlySpan<char> group, Span<float> output)
    {
        Evaluate(0, input, group, output[..input.Length]);
        if (Indicate)
        {
            Evaluate(1, input, group, output[input.Length..]);
        }
    }

    /// <inheritdoc/>
    public override void Evaluate(int output, ReadOnlySpan<float> input, ReadOnlySpan<char> group, Span<float> values)
    {
        if (output == 0)
        {
            Fill(input, values);
            return;
        }

        for (var i = 0; i < input.Length; i++)
        {
            values[i] = float.IsNaN(input[i]) ? 1 : 0;
        }
    }

    /// <summary>Fills one row.</summary>
    /// <param name="input">The row; NaN where a value is missing.</param>
    /// <param name="values">Receives the row without missing values.</param>
    protected abstract void Fill(ReadOnlySpan<float> input, Span<float> values);
}

namespace HccRisk.Core.Learning;

/// <summary>Keeps some slots of a vector, chosen on training data.</summary>
[LearnedName("selected-slots/1")]
public sealed class SelectedSlots : LearnedFunction
{
    /// <summary>Indices of the slots kept, ascending.</summary>
    public required IReadOnlyList<int> Kept { get; init; }

    /// <summary>What spoke for each slot kept, in training data; which measure it is, the estimator says.</summary>
    public required IReadOnlyList<double> Statistics { get; init; }

    /// <inheritdoc/>
    [System.Text.Json.Serialization.JsonIgnore]
    public override IReadOnlyList<LearnedOutput> Outputs => [new("Selected", [.. Kept.Select(i => InputSlots[i])])];

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<float> input, ReadOnlySpan<char> group, Span<float> output)
    {
        for (var i = 0; i < Kept.Count; i++)
        {
            output[i] = input[Kept[i]];
        }
    }

    /// <inheritdoc/>
    public override void Lower(INativeCarriers carriers)
    {
        ArgumentNullException.ThrowIfNull(carriers);
        carriers.Select(0, Kept);
    }
}

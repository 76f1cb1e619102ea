using System.Text.Json.Serialization;
using HccRisk.Core.Learning;

namespace HccRisk.Survival.Selection;

/// <summary>Keeps the slots that were chosen again and again in halves of the training data.</summary>
[LearnedName("stable-slots/1")]
public sealed class StableSlots : LearnedFunction
{
    /// <summary>Indices of the slots kept, ascending.</summary>
    public required IReadOnlyList<int> Kept { get; init; }

    /// <summary>Share of the halves in which each slot of the input was chosen, 0 to 1.</summary>
    public required IReadOnlyList<double> Frequencies { get; init; }

    /// <summary>Share from which on a slot is stable.</summary>
    public required double Threshold { get; init; }

    /// <summary>Slots chosen in each half.</summary>
    public required int FeaturesPerHalf { get; init; }

    /// <summary>Pairs of halves.</summary>
    public required int Pairs { get; init; }

    /// <summary>Bound on the expected number of stable slots that a half chooses no more often than by chance.</summary>
    public required double ErrorBound { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
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

using System.Text.Json.Serialization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Cox;

namespace HccRisk.Survival.Stacking;

/// <summary>Late fusion: the weighted sum of the scores of several models, with a baseline hazard of its own; its inputs are their scores.</summary>
[LearnedName("stacked/1")]
public sealed class StackedFunction : LinearHazardFunction
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool JoinsFits => true;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Method => FormattableString.Invariant(
        $"late fusion of {InputSlots.Count} models ({string.Join(", ", InputSlots.Zip(Coefficients, (slot, weight) => FormattableString.Invariant($"{slot[(slot.IndexOf('.', StringComparison.Ordinal) + 1)..]} {weight:0.##}")))})");
}

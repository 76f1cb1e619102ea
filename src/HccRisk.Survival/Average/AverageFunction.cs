using System.Text.Json.Serialization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Cox;

namespace HccRisk.Survival.Average;

/// <summary>The mean score of several fits, with a baseline hazard of its own; its inputs are their scores.</summary>
[LearnedName("average/1")]
public sealed class AverageFunction : LinearHazardFunction
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool JoinsFits => true;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Method => FormattableString.Invariant($"mean of {InputSlots.Count} fits") + (Strata.Count > 0 ? " with a baseline for each stratum" : string.Empty);
}

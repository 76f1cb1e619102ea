using System.Text.Json.Serialization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Cox;

namespace HccRisk.Survival.Average;

/// <summary>The mean score of several fits, with a baseline hazard of its own; its inputs are their scores.</summary>
[LearnedName("average/1")]
public sealed class AverageFunction : LinearHazardFunction
{
    /// <summary>What the mean is multiplied by so that scores of new patients have the right spread. Default 1: it was not corrected.</summary>
    public double Slope { get; init; } = 1;

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool JoinsFits => true;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Method => FormattableString.Invariant($"mean of {InputSlots.Count} fits")
        + (Slope != 1 ? FormattableString.Invariant($" times a cross-fitted slope of {Slope:0.00}") : string.Empty) + (Strata.Count > 0 ? " with a baseline for each stratum" : string.Empty);
}

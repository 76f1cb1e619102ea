using HccRisk.Core.Printing;

namespace HccRisk.Studies.Results;

/// <summary>What a perfect reader of some of the variables would reach on a synthetic cohort.</summary>
/// <param name="Name">Which variables: "clinical PRE", "+ MRI", ..., "oracle".</param>
/// <param name="Population">24-month AUC in the population the cohort is drawn from.</param>
/// <param name="External">24-month AUC on the external patients drawn; null when not computed.</param>
public sealed record TruthRung(string Name, double Population, double? External)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}: AUC {Printed.Share(Population)}{(External is { } external ? $", {Printed.Share(external)} on these external patients" : string.Empty)}";
}

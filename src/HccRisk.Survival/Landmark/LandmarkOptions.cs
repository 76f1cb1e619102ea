using HccRisk.Survival.Learning;

namespace HccRisk.Survival.Landmark;

/// <summary>Which horizon a label and a weight are made for, and from which columns.</summary>
public sealed record LandmarkOptions : HorizonOptions
{
    /// <summary>The horizon, in the unit of the times: finite, above 0, and reached by somebody in training.</summary>
    public required double Horizon { get; init; }

    /// <summary>Name of the weight written. Default "Weight"; trainers want it named: <c>exampleWeightColumnName: "Weight"</c>.</summary>
    public string WeightColumn { get; init; } = "Weight";

    /// <inheritdoc/>
    protected override IEnumerable<string> Faults() => FaultOf(Horizon) is { } fault ? base.Faults().Append(fault) : base.Faults();
}

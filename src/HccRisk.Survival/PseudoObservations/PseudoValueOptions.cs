using HccRisk.Survival.Learning;

namespace HccRisk.Survival.PseudoObservations;

/// <summary>Which horizon pseudo-values are made for, and from which columns.</summary>
public sealed record PseudoValueOptions : HorizonOptions
{
    /// <summary>The horizon, in the unit of the times: finite, above 0, and reached by somebody in training.</summary>
    public required double Horizon { get; init; }

    /// <summary>Column with the predicted value, which the trainer writes. Default "Score", as ML.NET's regression trainers have it.</summary>
    public string ScoreColumn { get; init; } = "Score";

    /// <summary>Name of the risk written: the predicted value held between 0 and 1. Default "Probability".</summary>
    public string RiskColumn { get; init; } = "Probability";

    /// <inheritdoc/>
    protected override IEnumerable<string> Faults() => FaultOf(Horizon) is { } fault ? base.Faults().Append(fault) : base.Faults();
}

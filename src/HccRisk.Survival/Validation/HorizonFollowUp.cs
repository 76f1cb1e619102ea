using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Validation;

/// <summary>What is known of the patients at one horizon, whatever the model.</summary>
public sealed record HorizonFollowUp
{
    /// <summary>Fewest patients at risk with which a horizon is worth looking at.</summary>
    public const int FewestAtRisk = 10;

    /// <summary>The horizon.</summary>
    public required double Time { get; init; }

    /// <summary>Patients followed to the horizon without any event before it.</summary>
    public required int AtRisk { get; init; }

    /// <summary>Events of the cause of interest by the horizon.</summary>
    public required int Events { get; init; }

    /// <summary>Competing first events by the horizon.</summary>
    public required int Competing { get; init; }

    /// <summary>Patients censored before the horizon, whose status at it is unknown.</summary>
    public required int Unknown { get; init; }

    /// <summary>
    /// Events that as many patients without censoring would have to have for the same precision: squared sum over sum of squares of their censoring weights
    /// (Kish); null where nobody had the event.
    /// </summary>
    public required double? EffectiveEvents { get; init; }

    /// <summary>The same of the patients known to be free of the event at the horizon; null without any.</summary>
    public required double? EffectiveControls { get; init; }

    /// <summary>Observed risk by the horizon: one minus Kaplan-Meier, or Aalen-Johansen with competing causes.</summary>
    public required MetricEstimate Observed { get; init; }

    /// <summary>Brier score of the prediction without covariates, which is the observed risk for everybody.</summary>
    public required MetricEstimate NullBrier { get; init; }

    /// <summary>Fewer than <see cref="FewestAtRisk"/> patients are at risk: what is said of this horizon rests on few.</summary>
    public bool TooFew => AtRisk < FewestAtRisk;
}

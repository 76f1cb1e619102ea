using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation.Discrimination;

/// <summary>The cumulative/dynamic AUC at one horizon.</summary>
[TypeFormatterSource(typeof(NotebookText))]
public sealed record TimeDependentAucResult
{
    /// <summary>The horizon, in the unit of the follow-up.</summary>
    public required double Time { get; init; }

    /// <summary>The area, 0 to 1 (0.5 = no discrimination), or the reason why it is not estimable.</summary>
    public required MetricEstimate Auc { get; init; }

    /// <summary>Patients known to be cases at the horizon.</summary>
    public required int Cases { get; init; }

    /// <summary>Patients known to be controls at the horizon.</summary>
    public required int Controls { get; init; }

    /// <summary>Patients whose status at the horizon is unknown: censored before it, or left out by the convention.</summary>
    public required int Unknown { get; init; }

    /// <summary>Patients followed to the horizon without any event before it; null where it was not recorded.</summary>
    public int? AtRisk { get; init; }

    /// <summary>
    /// Cases that as many patients without censoring would have to have for the same precision: squared sum over sum of squares of their censoring weights (Kish);
    /// null without any, and where nobody was followed to the horizon.
    /// </summary>
    public double? EffectiveCases { get; init; }

    /// <summary>The same of the controls.</summary>
    public double? EffectiveControls { get; init; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"AUC at {Printed.Number(Time)}: {Auc}; {Cases} cases, {Controls} controls, {Unknown} of unknown status");
}

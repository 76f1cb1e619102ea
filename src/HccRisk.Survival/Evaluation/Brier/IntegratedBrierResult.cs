using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation.Brier;

/// <summary>Brier scores over follow-up as one number.</summary>
[TypeFormatterSource(typeof(NotebookText))]
public sealed record IntegratedBrierResult
{
    /// <summary>The score at each horizon, ascending in time.</summary>
    public required IReadOnlyList<BrierResult> Points { get; init; }

    /// <summary>Mean Brier score from time 0 to the last horizon, 0 to 1; lower = better.</summary>
    public required MetricEstimate Integrated { get; init; }

    /// <summary>The same of the prediction without covariates; null when not estimable.</summary>
    public required double? NullIntegrated { get; init; }

    /// <summary>Integrated index of prediction accuracy, 1 - integrated / null integrated; null when not estimable.</summary>
    public double? PredictionAccuracy => Accuracy?.Value;

    /// <summary>The same with its standard error and confidence interval, at most 1; or the reason why there is none.</summary>
    public MetricEstimate? Accuracy { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"integrated Brier score: {Integrated}{(NullIntegrated is { } without ? $"; without covariates {Printed.Share(without)}" : string.Empty)}";
}

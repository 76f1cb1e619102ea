using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation.Brier;

/// <summary>The Brier score at one horizon.</summary>
[TypeFormatterSource(typeof(NotebookText))]
public sealed record BrierResult
{
    /// <summary>The horizon, in the unit of the follow-up.</summary>
    public required double Time { get; init; }

    /// <summary>Mean squared error of the predicted risk, 0 (perfect) to 1; lower = better.</summary>
    public required MetricEstimate Brier { get; init; }

    /// <summary>The same of the prediction without covariates (Kaplan-Meier or Aalen-Johansen risk for everybody); null when not estimable.</summary>
    public required double? NullBrier { get; init; }

    /// <summary>The same with its standard error, the prediction taken as known, and confidence interval; null when not estimable.</summary>
    public MetricEstimate? NullEstimate { get; init; }

    /// <summary>Index of prediction accuracy, 1 - Brier / null Brier: 0 = no better than no covariates; null when not estimable.</summary>
    public double? PredictionAccuracy => Accuracy?.Value;

    /// <summary>
    /// The same with its standard error, by the influence of each patient on both scores, and confidence interval, at most 1; or the reason why
    /// there is none. Estimating the prediction without covariates adds nothing: it is where its score is least.
    /// </summary>
    public MetricEstimate? Accuracy { get; init; }

    internal static string Method(double time) => FormattableString.Invariant($"Brier score (IPCW), t = {time}");

    internal static string AccuracyMethod(double time) => FormattableString.Invariant($"index of prediction accuracy, t = {time}");

    internal static BrierResult None(double time, string reason, double level) => new()
    {
        Time = time,
        Brier = MetricEstimate.None(Method(time), reason, level),
        NullBrier = null,
        Accuracy = MetricEstimate.None(AccuracyMethod(time), reason, level),
    };

    /// <inheritdoc/>
    public override string ToString() => $"Brier score at {Printed.Number(Time)}: {Brier}{(NullBrier is { } without ? $"; without covariates {Printed.Share(without)}" : string.Empty)}";
}

using HccRisk.Core.Printing;
using HccRisk.Survival.Resampling;

namespace HccRisk.Survival.CrossValidation;

/// <summary>The optimism of one measure of a pipeline.</summary>
/// <param name="Metric">"Harrell C", "AUC", "Brier" or "score slope" (coefficient of the score in a Cox model; 1 = its spread is right).</param>
/// <param name="Time">The horizon; null for a metric without.</param>
/// <param name="Result">Apparent, optimism, corrected, with the samples that failed; null when the measure cannot be told of the patients themselves.</param>
public sealed record OptimismMeasure(string Metric, double? Time, OptimismResult? Result)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Metric}{(Time is { } time ? $" at {Printed.Number(time)}" : string.Empty)}: {Result?.ToString() ?? "-"}";
}

namespace HccRisk.Studies.Results;

/// <summary>One measure of a model on the patients it was fitted to, beside the same by cross-validation.</summary>
/// <param name="Metric">"Harrell C", "AUC" or "Brier".</param>
/// <param name="Time">The horizon; null for a metric without.</param>
/// <param name="Apparent">On the patients it was fitted to: it promises too much. Null where it cannot be told.</param>
/// <param name="CrossValidated">By models that never saw the patient; null where it cannot be told.</param>
public sealed record ApparentMeasure(string Metric, double? Time, double? Apparent, double? CrossValidated)
{
    /// <summary>How much the first promises too much: above 0 of a C or AUC, below 0 of a Brier score.</summary>
    public double? Optimism => Apparent - CrossValidated;
}

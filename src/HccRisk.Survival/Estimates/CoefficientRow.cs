namespace HccRisk.Survival.Estimates;

/// <summary>One coefficient of a model.</summary>
/// <param name="Feature">Name of the feature.</param>
/// <param name="Modality">"Clinical", "Radiomics" or "Pathomics".</param>
/// <param name="Coefficient">Log hazard ratio per unit of the model's input (one standard deviation where inputs are standardised); above 0 = more risk.</param>
/// <param name="StandardError">Standard error, or null for a penalised model.</param>
/// <param name="P">Wald p-value, or null for a penalised model.</param>
public sealed record CoefficientRow(string Feature, string Modality, double Coefficient, double? StandardError, double? P)
{
    private const double Z95 = 1.959963984540054;

    /// <summary>The 95 % Wald interval of the coefficient; null without a standard error.</summary>
    public (double Lower, double Upper)? Limits() => StandardError is { } se && double.IsFinite(se) ? (Coefficient - (Z95 * se), Coefficient + (Z95 * se)) : null;
}

using System.Text.Json.Serialization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Learning;

namespace HccRisk.Survival.FineGray;

/// <summary>
/// A fitted Fine-Gray model: the score is the log subdistribution hazard ratio, the cumulative incidence is the model's own, and the "survival"
/// column holds one less the incidence (it knows no freedom from the event with other causes censored).
/// </summary>
[LearnedName("fine-gray/1")]
public sealed class FineGrayFunction : LinearHazardFunction
{
    /// <summary>Standard error of each coefficient from the sandwich variance; NaN where there is none.</summary>
    public required IReadOnlyList<double> StandardErrors { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Method => "Fine-Gray model";

    /// <inheritdoc/>
    [JsonIgnore]
    public override LinearTerms Linear => new()
    {
        Names = InputSlots,
        Coefficients = Coefficients,
        StandardErrors = StandardErrors,
        Deviations = InputDeviations,
    };
}

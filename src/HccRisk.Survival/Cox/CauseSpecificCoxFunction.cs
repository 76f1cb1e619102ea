using System.Text.Json.Serialization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Learning;

namespace HccRisk.Survival.Cox;

/// <summary>
/// A fitted Cox model of every cause: the score and the freedom from the event are those of the cause of interest, the cumulative incidence comes
/// from all of them.
/// </summary>
[LearnedName("cause-specific-cox/1")]
public sealed class CauseSpecificCoxFunction : CompetingHazardFunction
{
    /// <summary>Standard error of each coefficient of the cause of interest; NaN where there is none.</summary>
    public required IReadOnlyList<double> StandardErrors { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Method => FormattableString.Invariant($"Cox model of each of {Others.Count + 1} causes");

    /// <inheritdoc/>
    [JsonIgnore]
    public override LinearTerms Linear => TermsOf(Cause);

    /// <summary>Coefficients of the model of a cause.</summary>
    /// <param name="cause">Its code.</param>
    /// <exception cref="ArgumentException">The cause has no model; the message lists those that have.</exception>
    public LinearTerms TermsOf(int cause) => new()
    {
        Names = InputSlots,
        Coefficients = cause == Cause ? Coefficients : OtherOf(cause).Predictor.Coefficients,
        StandardErrors = cause == Cause ? StandardErrors : OtherOf(cause).StandardErrors,
        Deviations = InputDeviations,
    };
}

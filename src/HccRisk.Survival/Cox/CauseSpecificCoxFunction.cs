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
    public LinearTerms TermsOf(int cause)
    {
        var other = Others.FirstOrDefault(o => o.Cause == cause);
        return cause != Cause && other is null
            ? throw new ArgumentException(FormattableString.Invariant($"Cause {cause} has no model: there are {string.Join(", ", Others.Select(o => o.Cause).Prepend(Cause))}."), nameof(cause))
            : new LinearTerms
            {
                Names = InputSlots,
                Coefficients = other?.Predictor.Coefficients ?? Coefficients,
                StandardErrors = other?.StandardErrors ?? StandardErrors,
                Deviations = InputDeviations,
            };
    }
}

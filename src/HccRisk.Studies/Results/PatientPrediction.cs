using HccRisk.Core.Printing;

namespace HccRisk.Studies.Results;

/// <summary>What a model says of one patient.</summary>
/// <param name="PatientId">The patient.</param>
/// <param name="Site">The site.</param>
/// <param name="Set">
/// "cross-validated" (score and risk by the models of the folds that never saw the patient, averaged over repeats), "external" or "new".
/// </param>
/// <param name="Score">Score of the model, higher = more risk.</param>
/// <param name="Risk">
/// Predicted probability of the event of interest by the main horizon, in [0, 1], as the model's pipeline writes it; NaN where the follow-up that taught it
/// ends before the horizon.
/// </param>
/// <param name="Group">Risk group by the frozen cut.</param>
public sealed record PatientPrediction(string PatientId, string Site, string Set, double Score, double Risk, string Group)
{
    /// <summary>
    /// Inputs of the model (<c>Clinical.ast</c>) that the patient has no value of: the mean of the development patients stood in for them. Empty when
    /// every input was there. Of a cross-validated patient they are inputs of the final model.
    /// </summary>
    public IReadOnlyList<string> Imputed { get; init; } = [];

    /// <summary>
    /// Eligibility rules of the study that the patient does not fulfil, each with the reason (<c>No neoadjuvant treatment: neoadjuvant is 1, not 0</c>): the
    /// model was neither fitted nor judged on such patients. Empty for patients of the study, who fulfil them all.
    /// </summary>
    public IReadOnlyList<string> Ineligible { get; init; } = [];

    /// <summary>
    /// Modalities in which the patient is unlike the development patients: farther from them than the threshold of the model's card, which a stated share of
    /// development patients passes by chance. The score is then an extrapolation. Empty for none.
    /// </summary>
    public IReadOnlyList<string> OutOfDistribution { get; init; } = [];

    /// <summary>Whether both say the same, the lists included.</summary>
    /// <param name="other">The other.</param>
    public bool Equals(PatientPrediction? other) =>
        other is not null
        && (PatientId, Site, Set, Score, Risk, Group) == (other.PatientId, other.Site, other.Set, other.Score, other.Risk, other.Group)
        && Imputed.SequenceEqual(other.Imputed, StringComparer.Ordinal)
        && OutOfDistribution.SequenceEqual(other.OutOfDistribution, StringComparer.Ordinal)
        && Ineligible.SequenceEqual(other.Ineligible, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(PatientId, Site, Set, Score, Risk, Group, HashCode.Combine(Imputed.Count, Ineligible.Count, OutOfDistribution.Count));

    /// <inheritdoc/>
    public override string ToString() => $"{PatientId}: risk {Printed.Share(Risk)}, {Group}";
}

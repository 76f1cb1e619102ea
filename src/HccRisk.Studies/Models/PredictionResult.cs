using HccRisk.Cohorts;
using HccRisk.Core.Errors;
using HccRisk.Core.Printing;
using HccRisk.Studies.Results;

namespace HccRisk.Studies.Models;

/// <summary>What a model says of new patients.</summary>
/// <param name="Predictions">
/// One a patient that could be scored; each names the inputs that were imputed, and the study's eligibility rules that the patient does not fulfil.
/// </param>
/// <param name="Exclusions">The patients that could not be scored, with the reason.</param>
public sealed record PredictionResult(IReadOnlyList<PatientPrediction> Predictions, IReadOnlyList<Exclusion> Exclusions)
{
    /// <summary>What a reader should know of the files: absent optional columns, columns without meaning, values flagged.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Every patient of the clinical file in its order, also one that could not be scored; default empty.</summary>
    public IReadOnlyList<ListedPatient> Listed { get; init; } = [];

    /// <summary>
    /// What a reader of a score should know of the patient, by identifier: flagged values, a file or values that another patient has too, one file in two roles,
    /// what was odd about the files. Patients without are not in it; default empty.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Remarks { get; init; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>The inputs that were imputed for any of the scored patients, the most often imputed first; empty when none was.</summary>
    public IReadOnlyList<ImputedInput> Imputed =>
        [.. Predictions.SelectMany(p => p.Imputed)
            .GroupBy(i => i, StringComparer.Ordinal)
            .Select(g => new ImputedInput(g.Key, g.Count()))
            .OrderByDescending(i => i.Patients)
            .ThenBy(i => i.Input, StringComparer.Ordinal)];

    /// <summary>The result for a terminal.</summary>
    public override string ToString() => Printed.Lines(
        [
            FormattableString.Invariant($"{Predictions.Count} patients scored, {Exclusions.Count} not"),
            .. Predictions.Take(10).Select(p => p.ToString()),
            Predictions.Count > 10 ? FormattableString.Invariant($"... and {Predictions.Count - 10} more") : null,
            .. Notes,
        ]);
}

using System.Globalization;
using System.Text;
using HccRisk.Cohorts.Privacy;
using HccRisk.Studies.Results;

namespace HccRisk.Studies.Models;

/// <summary>Predictions as CSV.</summary>
public static class PredictionCsv
{
    /// <summary>
    /// One line a model and patient: model, patient_id, site, set, score (log-risk), risk by the horizon (0 to 1), risk group, number of imputed inputs
    /// and their names with semicolons between, modalities in which the patient is unlike the development patients.
    /// </summary>
    /// <param name="models">Names of models with their predictions.</param>
    /// <param name="horizon">The horizon of the risk.</param>
    public static string Text(IEnumerable<(string Model, IReadOnlyList<PatientPrediction> Predictions)> models, double horizon)
    {
        ArgumentNullException.ThrowIfNull(models);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"model,patient_id,site,set,score,risk_{horizon},group,imputed_count,imputed,out_of_distribution\n");
        foreach (var (model, predictions) in models)
        {
            foreach (var p in predictions)
            {
                text.Append(CultureInfo.InvariantCulture, $"{model},{Quote(p.PatientId)},{Quote(p.Site)},{p.Set},{p.Score:R},{p.Risk:R},{p.Group},{p.Imputed.Count},{Quote(string.Join(';', p.Imputed))},{string.Join(';', p.OutOfDistribution)}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>
    /// New patients, in the order of the clinical file: the columns of the other method, the study's eligibility rules a patient does not fulfil (<c>ineligible</c>,
    /// semicolons between), why there is no score (<c>not_scored</c>), and what else is to be known (<c>remarks</c>, semicolons between); both without paths.
    /// Of a patient that could not be scored the columns of the score are empty.
    /// </summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="result">What it says.</param>
    /// <param name="horizon">The horizon of the risk.</param>
    public static string Text(string model, PredictionResult result, double horizon)
    {
        ArgumentNullException.ThrowIfNull(result);
        var listed = result.Listed.Index().ToDictionary(p => p.Item.Id, p => (p.Index, p.Item.Site), StringComparer.Ordinal);
        var lines = Text([(model, result.Predictions)], horizon).Split('\n');
        var scored = lines.Skip(1).Zip(result.Predictions, (line, p) => (p.PatientId, Line: $"{line},{Quote(string.Join(';', p.Ineligible))},"));
        var unscored = result.Exclusions.DistinctBy(e => e.PatientId, StringComparer.Ordinal).Select(e => (
            e.PatientId,
            Line: $"{model},{Quote(e.PatientId)},{Quote(listed.GetValueOrDefault(e.PatientId).Site ?? "")},new,,,,,,,,{Quote($"{e.Stage}: {FilePlaces.HidePaths(e.Reason)}")}"));
        var rows = scored.Concat(unscored)
            .OrderBy(row => listed.TryGetValue(row.PatientId, out var at) ? at.Index : int.MaxValue)
            .Select(row => $"{row.Line},{Quote(FilePlaces.HidePaths(string.Join("; ", result.Remarks.GetValueOrDefault(row.PatientId, []))))}");
        return string.Join('\n', [$"{lines[0]},ineligible,not_scored,remarks", .. rows]) + "\n";
    }

    private static string Quote(string value) =>
        value.AsSpan().IndexOfAny(",\"\n\r") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

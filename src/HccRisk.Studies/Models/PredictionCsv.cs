using System.Globalization;
using System.Text;
using HccRisk.Studies.Results;

namespace HccRisk.Studies.Models;

/// <summary>Predictions as CSV.</summary>
public static class PredictionCsv
{
    /// <summary>
    /// One line a model and patient: model, patient_id, site, set, score (log-risk), risk by the horizon (0 to 1), risk group, number of imputed inputs
    /// and their names with semicolons between.
    /// </summary>
    /// <param name="models">Names of models with their predictions.</param>
    /// <param name="horizon">The horizon of the risk.</param>
    public static string Text(IEnumerable<(string Model, IReadOnlyList<PatientPrediction> Predictions)> models, double horizon)
    {
        ArgumentNullException.ThrowIfNull(models);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"model,patient_id,site,set,score,risk_{horizon},group,imputed_count,imputed\n");
        foreach (var (model, predictions) in models)
        {
            foreach (var p in predictions)
            {
                text.Append(CultureInfo.InvariantCulture, $"{model},{Quote(p.PatientId)},{Quote(p.Site)},{p.Set},{p.Score:R},{p.Risk:R},{p.Group},{p.Imputed.Count},{Quote(string.Join(';', p.Imputed))}\n");
            }
        }

        return text.ToString();
    }

    private static string Quote(string value) =>
        value.AsSpan().IndexOfAny(",\"\n\r") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

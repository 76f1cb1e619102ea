using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Studies.Results;

namespace HccRisk.Reporting.Html;

/// <summary>Each patient with what the models say and why, on a printed page of their own.</summary>
internal static class PatientPage
{
    public static PageContent Build(StudyResult result, string? title)
    {
        var predictions = result.Models.ToDictionary(m => m.Name, m => m.Predictions.ToDictionary(p => p.PatientId, StringComparer.Ordinal), StringComparer.Ordinal);
        var explanations = result.Models.ToDictionary(m => m.Name, m => m.Explanations.DistinctBy(e => e.PatientId).ToDictionary(e => e.PatientId, StringComparer.Ordinal), StringComparer.Ordinal);
        string[] patients = [.. result.Models.SelectMany(m => m.Predictions.Select(p => p.PatientId)).Distinct(StringComparer.Ordinal)];
        return new PageContent
        {
            Title = (title ?? result.Title) + ": patients",
            Synthetic = result.Synthetic,
            Lead =
            [
                new("p", new XAttribute("class", "lead"), $"{Numbers.Of(patients.Length, "patient")}, each with the predictions of {ModelMethods.Join(result.Models.Select(m => m.Name))} and the inputs that make them. This page names patients: it is not for passing on."),
                new("p", "The prediction of a development patient is cross-validated, by models that never saw the patient. Contributions are of the final model, which development patients helped to make, and start from the mean score of the development patients: with the contributions of all inputs they add up to its score. A contribution is a part of the score, not a cause of recurrence."),
                .. StudyPage.Banners(result),
            ],
            Sections = [.. patients.Index().Select(p => Patient(result, p.Item, "patient-" + Numbers.Count(p.Index + 1), predictions, explanations))],
            Footer = (result.Synthetic ? "SYNTHETIC data. " : "") + "Research software, not medical advice. HccRisk " + result.SoftwareVersion + ", seed " + Numbers.Count(result.Seed) + ".",
            Figures = [],
        };
    }

    private static XElement Patient(
        StudyResult result, string id, string anchor, Dictionary<string, Dictionary<string, PatientPrediction>> predictions, Dictionary<string, Dictionary<string, PatientExplanation>> explanations)
    {
        var known = result.Models.Where(m => predictions[m.Name].ContainsKey(id)).Select(m => (Model: m, Of: predictions[m.Name][id])).ToArray();
        var section = Markup.Section(anchor, id,
            Markup.Table($"Predictions for {id}, {known[0].Of.Site}: risk of {result.EventName} by {Numbers.Plain(result.Horizon)} {result.TimeUnit}",
                ["Model", "Set", "#Score", "#Risk", "Group", "Unlike development patients in", "Imputed inputs"],
                known.Select(k => Markup.Row(
                    Markup.RowHeader(k.Model.Name), k.Of.Set, Markup.Number(Numbers.Fixed(k.Of.Score, 3)), Markup.Number(double.IsNaN(k.Of.Risk) ? "not predicted" : Numbers.Percent(k.Of.Risk, 1)),
                    k.Of.Group, k.Of.OutOfDistribution.Count == 0 ? "-" : string.Join(", ", k.Of.OutOfDistribution), k.Of.Imputed.Count == 0 ? "-" : string.Join(", ", k.Of.Imputed)))),
            known.Select(k => explanations[k.Model.Name].TryGetValue(id, out var why) ? Why(k.Model.Name, id, why) : Markup.P($"Model {k.Model.Name}: no explanation was made.")));
        section.SetAttributeValue("class", "patient");
        return section;
    }

    private static XElement Why(string model, string id, PatientExplanation why) => Markup.Table(
        $"What makes the score of {id} by the final model {model}", ["Input", "Modality", "#Deviations from the mean", "#Adds to the score", "#Times the hazard"],
        why.Inputs.Select(c => Row(c.Feature, c.Modality, double.IsFinite(c.Deviations) ? Signed(c.Deviations, 1) : "-", c.Contribution))
            .Prepend(Row("Mean score of development patients", "", "", why.MeanScore, start: true))
            .Append(Row("All other inputs", "", "", why.Others))
            .Append(Row("Score of the final model", "", "", why.Score, start: true)));

    private static XElement Row(string input, string modality, string deviations, double contribution, bool start = false) => Markup.Row(
        Markup.RowHeader(input), modality, Markup.Number(deviations), Markup.Number(start ? Numbers.Fixed(contribution, 3) : Signed(contribution, 3)),
        Markup.Number(start ? "" : Numbers.Fixed(Math.Exp(contribution), 2)));

    private static string Signed(double value, int digits) => (value > 0 ? "+" : "") + Numbers.Fixed(value, digits);
}

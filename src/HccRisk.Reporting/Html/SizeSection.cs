using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Studies.Results;

namespace HccRisk.Reporting.Html;

/// <summary>Whether there are enough patients to develop models of so many parameters.</summary>
internal static class SizeSection
{
    public static bool Applies(StudyResult result) => result.Models.Any(m => m.SampleSize is not null);

    public static XElement Build(StudyResult result) => Markup.Section("sample-size", "Sample size and events per parameter",
        Markup.Table("Development patients and what models of so many parameters would need", ["Model", "#Patients", "#Events", "#Candidate parameters", "#Events per parameter", "#Patients needed", "#Parameters these patients carry", "Enough"],
            result.Models.Where(m => m.SampleSize is not null).Select(m => Row(m, m.SampleSize!))),
        result.Models.Where(m => m.SampleSize is not null).Select(m => Markup.P($"{m.Name}. " + string.Join(" ", m.SampleSize!.Sentences.Select(ModelSection.Sentence)))),
        Markup.Note("Criteria of Riley and others (Stat Med 2019; BMJ 2020) for models without a penalty; candidate parameters count every image feature before selection. Whether a cohort is large enough to judge a model stands with that cohort."));

    private static XElement Row(ModelResult model, DevelopmentGate gate) => Markup.Row(
        Markup.RowHeader(model.Name),
        Markup.Number(gate.Patients),
        Markup.Number(gate.Events),
        Markup.Number(gate.Parameters),
        Markup.Number(gate.Parameters > 0 ? Numbers.Fixed((double)gate.Events / gate.Parameters, 2) : "-"),
        Markup.Number(gate.Required is { } required ? Numbers.Count(required.Patients) : "-"),
        Markup.Number(gate.Affordable),
        gate.Met switch { true => "yes", false => "no", null => "cannot be told" });
}

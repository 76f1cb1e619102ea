using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Studies.Protocol;
using HccRisk.Studies.Results;

namespace HccRisk.Reporting.Html;

/// <summary>What was missing, how much, and what was done about it.</summary>
internal static class MissingDataSection
{
    private const int MostInputs = 15;

    /// <summary>Whether the study recorded how its models treat what is missing.</summary>
    public static bool Applies(StudyResult result) => result.Models.Any(m => m.Modeling is not null);

    public static XElement Build(ReportContext context) => Markup.Section("missing", "Missing data",
        Handling(context.Result).Select(s => Markup.P(s)),
        context.Result.Models.Select(m => Inputs(context, m)).ToArray());

    private static IEnumerable<string> Handling(StudyResult result)
    {
        foreach (var same in result.Models.Where(m => m.Modeling is not null).GroupBy(m => (m.Modeling!.Imputation, m.Modeling.MissingModality)))
        {
            var names = ModelMethods.Join(same.Select(m => m.Name));
            var what = same.Key.Imputation switch
            {
                Imputation.Median => "the median of the training patients",
                Imputation.Nearest => "the mean of the five training patients most alike in the other values of the modality",
                Imputation.Chained => "what the other values of the modality let expect, by chained equations",
                _ => "the mean of the training patients",
            };
            yield return $"{Of(names, same.Count())}: a single missing value was replaced by {what}, learned anew in every fold, without any outcome, and applied as learned to the patients left out. "
                + "A feature of images that more than 95% of the training patients lack was dropped. Nobody was left out for a single missing value, but for columns that the schema says may not be imputed.";
            yield return same.Key.MissingModality switch
            {
                MissingModality.Impute => $"{Of(names, same.Count())}: a patient without a whole modality (no slide, no series, files that cannot be read) stays: its values are imputed, and an indicator that it is absent enters the model.",
                MissingModality.Late => $"{Of(names, same.Count())}: a patient without a whole modality (no slide, no series, files that cannot be read) stays: the model of that modality adds nothing to the score.",
                _ => $"{Of(names, same.Count())}: a patient without a whole modality (no slide, no series, files that cannot be read) is left out of the models that read it and of no other.",
            };
        }

        foreach (var model in result.Models.Where(m => m.Exclusions.Count > 0 && m.Flow.Count > 0))
        {
            yield return $"Model {model.Name} uses {Numbers.Count(model.Flow[^1].Remaining)} of {Numbers.Of(model.Flow[0].Remaining, "patient")} of the study for that reason: {ModelMethods.Join(model.Exclusions.GroupBy(e => e.Stage).Select(g => $"{Numbers.Count(g.Count())} for {g.Key}"))}.";
        }

        yield return "Single imputation treats what was filled in as known: intervals are too narrow by as much as the missing values would have told.";
    }

    private static string Of(string names, int count) => (count == 1 ? "Model " : "Models ") + names;

    private static object?[] Inputs(ReportContext context, ModelResult model)
    {
        var patients = model.Predictions;
        var inputs = patients.SelectMany(p => p.Imputed.Select(i => (Input: i, p.Set))).GroupBy(i => i.Input, StringComparer.Ordinal)
            .Select(g => (Input: g.Key, Sets: g.GroupBy(i => i.Set).ToDictionary(s => s.Key, s => s.Count(), StringComparer.Ordinal), All: g.Count()))
            .OrderByDescending(g => g.All).ThenBy(g => g.Input, StringComparer.Ordinal)
            .ToArray();
        if (patients.Count == 0)
        {
            return [];
        }

        if (inputs.Length == 0)
        {
            return [Markup.P($"Model {model.Name}: no patient lacked any of its inputs.")];
        }

        string[] sets = [.. patients.Select(p => p.Set).Distinct()];
        var counts = patients.GroupBy(p => p.Set).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        return
        [
            Markup.Table(
                $"Model {model.Name}: inputs that were missing and imputed, most often first",
                ["Input", .. sets.Select(s => $"#{ModelSection.Sentence(s)[..^1]} (n = {Numbers.Count(counts[s])})")],
                inputs.Take(MostInputs).Select(i => Markup.Row(
                    [Markup.RowHeader(i.Input), .. sets.Select(s => Markup.Number(context.Cover.Share(i.Sets.GetValueOrDefault(s), counts[s])))]))),
            inputs.Length > MostInputs ? Markup.Note($"And {Numbers.Of(inputs.Length - MostInputs, "input")} that fewer patients lack.") : null,
            Markup.Note($"{context.Cover.Share(patients.Count(p => p.Imputed.Count == 0), patients.Count)} of {Numbers.Of(patients.Count, "patient")} had every input that the final model reads."),
        ];
    }
}

using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Survival.Validation;

namespace HccRisk.Reporting.Html;

/// <summary>Are there enough patients to say what was said?</summary>
internal static class ValidationSampleSize
{
    public static ReportPart Build(ValidationContext context)
    {
        var criteria = context.Result.SampleSize;
        SampleSizeCriterion[] missed = [.. criteria.Where(c => c.Met == false)];
        var needed = criteria.Select(c => c.PatientsNeeded).OfType<int>().DefaultIfEmpty(0).Max();
        return new ReportPart("sample-size", "Are there enough patients?",
            Markup.P(missed.Length == 0
                ? criteria.All(c => c.Met == true)
                    ? $"Yes by every criterion below, with {Numbers.Count(context.Result.FollowUp.Patients)} patients and {Numbers.Count(context.Result.FollowUp.Events)} events."
                    : "By the criteria that can be judged, yes."
                : $"No: {ModelMethods.Join(missed.Select(In).Distinct())} {(missed.Select(In).Distinct().Count() == 1 ? "falls" : "fall")} short with {Numbers.Count(context.Result.FollowUp.Patients)} patients and {Numbers.Count(context.Result.FollowUp.Events)} events."
                    + (needed > context.Result.FollowUp.Patients ? $" Patients of the same kind that would reach every target: about {Numbers.Count(needed)}." : "")),
            Markup.Table($"Criteria of precision at {context.Main}", ["Criterion", "Model", "#Asked for", "#Reached", "Met", "#Patients needed", "#By the planning formula"],
                criteria.Select(c => Markup.Row(
                    Markup.RowHeader(In(c)),
                    c.Model ?? "all",
                    Markup.Number(Numbers.Significant(c.Target)),
                    Markup.Number(c.Achieved is { } a ? Numbers.Significant(a) : "not estimable"),
                    c.Met switch { true => "yes", false => "no", null => "-" },
                    Markup.Number(c.PatientsNeeded is { } n ? Numbers.Count(n) : "-"),
                    Markup.Number(c.PlannedPatients is { } p ? Numbers.Count(p) : "-")))),
            !context.Explains ? null : Markup.List(criteria.Select(c => c.Text).Distinct().Select(ModelSection.Sentence)));
    }

    private static string In(SampleSizeCriterion criterion) => criterion.Criterion switch
    {
        "O/E" => "observed / expected",
        "AUC" => "AUC",
        _ => criterion.Criterion,
    };
}

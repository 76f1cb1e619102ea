using System.Reflection;
using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Reporting.Privacy;
using HccRisk.Survival.Validation;

namespace HccRisk.Reporting.Html;

/// <summary>The page of a validation of anybody's predictions.</summary>
internal static class ValidationPage
{
    private const string Name = "External validation of predictions";

    public static PageContent Build(ValidationResult result, ReportOptions? options)
    {
        options ??= new ReportOptions();
        options.Validate();
        var context = new ValidationContext(result, "the event", new Figures(synthetic: false), new PatientCover([], options));
        var parts = ValidationParts.Setting(context).Concat(ValidationParts.Performance(context)).ToArray();
        return new PageContent
        {
            Title = options.Title ?? Name,
            Synthetic = false,
            Lead =
            [
                new("p", new XAttribute("class", "lead"),
                    $"{ModelMethods.Join(result.Models.Select(m => m.Name))} on {Numbers.Of(result.FollowUp.Patients, "patient")}, {context.Cover.Count(result.FollowUp.Events)} with the event. Main horizon: {context.Main}."),
                .. result.Remarks.Where(r => r.Grave).Select(r => Banner("synthetic", "Settle this first. ", ValidationSettings.Words(r) + (r.Remedy is { } remedy ? " " + ModelSection.Sentence(remedy) : ""))),
                Banner("disclaimer", "Research software, not medical advice. ", "Predictions judged here were made elsewhere: this page says how they did on these patients, not that they may guide care."),
            ],
            Sections = [Summary(context), .. parts.Select(p => p.Section())],
            Footer = $"Research software, not medical advice. HccRisk {Version}.",
            Figures = context.Figures.Images,
        };
    }

    private static string Version =>
        typeof(ValidationPage).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    private static XElement Banner(string kind, string head, string text) =>
        new("p", new XAttribute("class", "banner " + kind), new XElement("b", head), text);

    private static XElement Summary(ValidationContext context) => Markup.Section("summary", "Summary",
        Markup.List(context.Result.Models.Select(m => Words(context, m))),
        context.Result.Differences.FirstOrDefault(d => d.Reference is not null && d.Measure == "AUC" && d.Time == context.Result.MainHorizon) is { } difference
            ? Markup.P($"{difference.Model} less {difference.Reference}: AUC at {context.Main} {Numbers.Estimate(difference.Comparison.Difference)}"
                + (difference.Comparison.PValue is { } p ? $", {Numbers.PValue(p)}." : "."))
            : null);

    private static string Words(ValidationContext context, ModelValidation model)
    {
        var at = context.AtMain(model);
        return $"{model.Name}: " + (at is null
            ? $"Harrell's C {Numbers.Estimate(model.Harrell)}."
            : $"AUC at {context.Main} {Numbers.Estimate(at.Auc.Auc)}, Harrell's C {Numbers.Estimate(model.Harrell)}."
                + (at.Calibration is { } calibration
                    ? $" Observed over expected {Numbers.Estimate(calibration.ObservedExpected)}, calibration slope {Numbers.Estimate(calibration.Slope)}."
                    : " It has no risks at this horizon: calibration, Brier score and decision curve need them.")
                + (at.Brier is { } brier ? $" Brier score {Numbers.Estimate(brier.Brier, 3)}" + (brier.Accuracy is { } a ? $", index of prediction accuracy {Numbers.Estimate(a)}." : ".") : ""));
    }
}

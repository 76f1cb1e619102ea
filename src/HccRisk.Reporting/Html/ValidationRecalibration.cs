using System.Xml.Linq;
using HccRisk.Plots;

namespace HccRisk.Reporting.Html;

/// <summary>What the risks would be worth after a correction.</summary>
internal static class ValidationRecalibration
{
    public static ReportPart Build(ValidationContext context)
    {
        var rows =
            from model in context.Result.Models
            let at = context.AtMain(model)
            where at is not null
            from row in at.Recalibrated.Select(r => r.NotEstimable is { } why
                    ? Markup.Row(Markup.RowHeader(model.Name), r.Method, Markup.Number("-"), Markup.Number("-"), new XElement("td", new XAttribute("class", "none"), new XAttribute("colspan", "3"), why))
                    : Markup.Row(
                        Markup.RowHeader(model.Name),
                        "corrected: " + r.Method,
                        Markup.Number(r.Intercept is { } a ? Numbers.Fixed(a, 3) : "-"),
                        Markup.Number(r.Slope is { } b ? Numbers.Fixed(b, 3) : "-"),
                        Markup.Estimate(r.ObservedExpected), Markup.Estimate(r.Brier, 3), Markup.Estimate(r.Accuracy)))
                .Prepend(Markup.Row(
                    Markup.RowHeader(model.Name), "as it came", Markup.Number("0"), Markup.Number("1"), Markup.Estimate(at.Calibration?.ObservedExpected),
                    Markup.Estimate(at.Brier?.Brier, 3), Markup.Estimate(at.Brier?.Accuracy)))
            select row;
        var folds = context.Result.Models.Select(context.AtMain).SelectMany(h => h?.Recalibrated ?? []).Select(r => r.Folds).DefaultIfEmpty(0).Max();
        return new ReportPart("recalibration", "If the risks were corrected",
            !context.Explains ? null : Markup.P("These figures answer what a local correction would gain. They never replace the ones above: a model is judged as it came."),
            Markup.Table($"Models as they came and corrected, at {context.Main}, with {context.Interval}",
                ["Model", "Risks", "#Intercept", "#Slope", "Observed / expected", "Brier score", "Index of prediction accuracy"], rows),
            context.Note("Correction: log(-log(1 - new risk)) = intercept + slope x log(-log(1 - risk)), found on all patients. "
                + (folds > 0 ? $"Performance of corrected risks is cross-fitted: each of {Numbers.Count(folds)} parts is corrected by what the others say." : "")));
    }
}

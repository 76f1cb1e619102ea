using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Survival.Evaluation.Calibration;
using HccRisk.Survival.Validation;

namespace HccRisk.Reporting.Html;

/// <summary>One table of every model at every horizon, the prediction without covariates first.</summary>
internal static class ValidationPerformance
{
    public static ReportPart Build(ValidationContext context)
    {
        var result = context.Result;
        var risks = result.Models.Any(m => m.HasRisks);
        string[] columns =
        [
            "Model", "AUC", "Uno's C", "Harrell's C", .. risks ? ["Brier score", "Index of prediction accuracy", "Observed / expected"] : Array.Empty<string>(),
        ];
        return new ReportPart("performance", "Performance",
            Markup.Table(
                $"Performance by horizon, with {context.Interval}",
                columns,
                result.Horizons.SelectMany(h => Horizon(context, h, risks, columns.Length))),
            context.Note("AUC and C: 0.5 is no discrimination, 1 is perfect; C counts events up to the horizon. "
                + (risks ? "Brier score: lower is better; without covariates everybody has the observed risk. Index of prediction accuracy: 0 is no better than that, 1 is perfect, below 0 is worse. Observed / expected: 1 is right on average, above 1 says risks are too low." : "")),
            result.Horizons.Any(h => h.TooFew) ? Markup.Note($"Grey: fewer than {Numbers.Count(HorizonFollowUp.FewestAtRisk)} patients at risk.") : null,
            result.Models.Count > ValidationContext.MostDrawn
                ? Markup.Note($"Figures are drawn of the first {Numbers.Count(ValidationContext.MostDrawn)} of {Numbers.Count(result.Models.Count)} models; the tables have them all.")
                : null,
            Whole(context));
    }

    private static IEnumerable<XElement> Horizon(ValidationContext context, HorizonFollowUp horizon, bool risks, int columns)
    {
        var few = horizon.TooFew;
        XElement Grey(XElement row)
        {
            if (few)
            {
                row.SetAttributeValue("class", (row.Attribute("class")?.Value + " few").Trim());
            }

            return row;
        }

        yield return Grey(Markup.Group(
            $"At {context.At(horizon.Time)}: {context.Cover.Count(horizon.Events)} events, {context.Cover.Count(horizon.AtRisk)} at risk"
                + (horizon.EffectiveEvents is { } effective ? $", as good as {Numbers.Fixed(effective, 1)} events without censoring" : ""),
            columns));
        yield return Grey(Markup.Row(
        [
            Markup.RowHeader("Without covariates"), Markup.Known("0.500"), Markup.Known("0.500"), Markup.Known("0.500"),
            .. risks ? [Markup.Estimate(horizon.NullBrier, 3), Markup.Known("0.000"), Markup.Known("1.000")] : Array.Empty<object?>(),
        ]));
        foreach (var model in context.Result.Models)
        {
            if (model.Horizons.FirstOrDefault(h => h.Time == horizon.Time) is { } at)
            {
                yield return Grey(Markup.Row(
                [
                    Markup.RowHeader(model.Name), Markup.Estimate(at.Auc.Auc), Markup.Estimate(at.Uno), Markup.Estimate(at.Harrell),
                    .. risks
                        ? [Markup.Estimate(at.Brier?.Brier, 3), Markup.Estimate(at.Brier?.Accuracy), Markup.Estimate(at.Calibration?.ObservedExpected)]
                        : Array.Empty<object?>(),
                ]));
            }
        }
    }

    private static object?[] Whole(ValidationContext context)
    {
        var models = context.Result.Models;
        var integrated = models.Any(m => m.IntegratedBrier is not null);
        var slope = models.Any(m => m.ScoreSlope is not null);
        var own = models.Any(m => m.DCalibration is not null || m.ACalibration is not null);
        return
        [
            new XElement("h3", "Over the whole follow-up"),
            Markup.Table(
                $"Performance over the whole follow-up, with {context.Interval}",
                [
                    "Model", "Ordered by", "Harrell's C", "Uno's C", .. integrated ? ["Integrated Brier score"] : Array.Empty<string>(),
                    .. slope ? ["Slope of the score"] : Array.Empty<string>(), .. own ? ["D-calibration", "A-calibration", "Events / predicted hazard"] : Array.Empty<string>(),
                ],
                models.Select(m => Markup.Row(
                [
                    Markup.RowHeader(m.Name), m.Marker, Markup.Estimate(m.Harrell), Markup.Estimate(m.Uno),
                    .. integrated ? [Markup.Estimate(m.IntegratedBrier?.Integrated, 3)] : Array.Empty<object?>(),
                    .. slope ? [Markup.Estimate(m.ScoreSlope, absent: "no score")] : Array.Empty<object?>(),
                    .. own ? [Test(m.DCalibration), Test(m.ACalibration), Markup.Estimate(m.Alpha, absent: "no curves")] : Array.Empty<object?>(),
                ]))),
            context.Note("Competing events are censored in C."
                + (slope ? " Slope of the score: coefficient of the score in a Cox model; it means something only where the score is a log hazard, then 1 is right." : "")
                + (own ? " D- and A-calibration: a small p says that the predicted curves are off." : "")),
        ];
    }

    private static XElement Test(DistributionCalibrationResult? found) => found?.Test is { } test
        ? Markup.Number(Numbers.PValue(test.PValue))
        : new XElement("td", new XAttribute("class", "none"), found?.NotEstimable ?? "no curves given");
}

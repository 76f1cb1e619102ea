using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Studies.Results;
using HccRisk.Survival.Evaluation;
using HccRisk.Survival.Validation;

namespace HccRisk.Reporting.Html;

/// <summary>How good a model is by time: AUC and, beside it, Brier score.</summary>
internal static class CurveParts
{
    public static XElement Build(ReportContext context, ModelResult model)
    {
        var (result, figures) = (context.Result, context.Figures);
        CohortEvaluation[] cohorts = [.. SummarySection.Evaluations(model)];
        AucSeries[] auc = [.. cohorts.Select(p => new AucSeries(p.Cohort, p.Metrics.AucCurve)).Where(s => s.Points.Count > 0)];
        BrierSeries[] brier = [.. cohorts.Select(p => new BrierSeries(p.Cohort, Points(p.Metrics))).Where(s => s.Points.Count > 0)];
        if (!auc.SelectMany(s => s.Points).Any(p => Numbers.HasValue(p.Auc)))
        {
            return Markup.P("The AUC over time is not estimable on any cohort.");
        }

        var last = auc.SelectMany(s => s.Points).Where(p => Numbers.HasValue(p.Auc)).Max(p => p.Time);
        var few = Few(auc.SelectMany(s => s.Points).Any(p => Numbers.HasValue(p.Auc) && p.AtRisk < HorizonFollowUp.FewestAtRisk));
        var fewScores = Few(brier.SelectMany(s => s.Points).Any(p => Numbers.HasValue(p.Score.Brier) && p.AtRisk < HorizonFollowUp.FewestAtRisk));
        return new XElement("div", new XAttribute("class", "figures"),
            figures.Add(AucOverTimePlot.Render(auc, result.TimeUnit, "AUC of model " + model.Name),
                $"AUC over time of model {model.Name} by cohort, with pointwise 95% confidence bands. Times at which it is not estimable are left out.{few}"),
            brier.SelectMany(s => s.Points).Any(p => Numbers.HasValue(p.Score.Brier))
                ? figures.Add(BrierOverTimePlot.Render(brier, result.TimeUnit, "Brier score of model " + model.Name, last),
                    $"Brier score of model {model.Name} by cohort at the horizons it predicts (squares, 95% CI) beside one risk for everybody (circles, dotted). Lower is better; how high it can be depends on how frequent the event is.{fewScores} {Effective(result, cohorts)}".TrimEnd())
                : null);
    }

    private static string Few(bool any) => any ? $" Grey: fewer than {Numbers.Count(HorizonFollowUp.FewestAtRisk)} patients at risk; do not build on it." : "";

    /// <summary>Events that tell as much without censoring, by cohort and horizon.</summary>
    private static string Effective(StudyResult result, CohortEvaluation[] cohorts)
    {
        string[] known =
        [
            .. from cohort in cohorts
               let events = cohort.Metrics.Auc.Where(a => a.EffectiveCases is not null).Select(a => $"{Numbers.Fixed(a.EffectiveCases!.Value, 1)} at {Numbers.Plain(a.Time)}").ToArray()
               where events.Length > 0
               select $"{cohort.Cohort} {string.Join(", ", events)} {result.TimeUnit}",
        ];
        return known.Length == 0 ? "" : $"Effective number of events: {string.Join("; ", known)}.";
    }

    private static BrierPoint[] Points(SurvivalMetrics metrics) =>
    [
        .. from brier in metrics.Brier
           let at = metrics.Auc.FirstOrDefault(a => a.Time == brier.Time)
           select new BrierPoint(brier, at?.AtRisk, at?.EffectiveCases),
    ];
}

using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Survival.Evaluation.ClinicalUtility;
using HccRisk.Survival.Validation;

namespace HccRisk.Reporting.Html;

/// <summary>What acting on the predictions is worth.</summary>
internal static class ValidationDecision
{
    private static readonly double[] Shown = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5];

    /// <summary>What net benefit is.</summary>
    public const string Words =
        "Net benefit counts true positives per patient, less false positives weighted by the odds of the threshold: a threshold of 10% says that nine interventions for nothing are worth one event found. A model is useful at a threshold where its line lies above acting on everybody and above acting on nobody. What thresholds make sense is for clinicians to say before looking.";

    public static ReportPart Build(ValidationContext context)
    {
        DecisionSeries[] series =
        [
            .. context.Result.Models.Select(m => (m.Name, context.AtMain(m)?.Decision)).Where(m => m.Decision is not null).Select(m => new DecisionSeries(m.Name, m.Decision!)),
        ];
        series = Useful(series);
        return new ReportPart("decision", "Decision curves",
            context.Explains ? Markup.P(Words) : null,
            series.Take(ValidationContext.MostDrawn).Any(s => s.Curve.Points.Any(p => Numbers.HasValue(p.NetBenefit)))
                ? context.Figures.Add(
                    DecisionCurvePlot.Render([.. series.Take(ValidationContext.MostDrawn)], $"Decision curves, {context.Main}"),
                    Caption(context.EventName, context.Main) + (context.Explains ? CaptionDetails : ""))
                : Markup.P($"No net benefit is estimable at {context.Main}."),
            Table($"Net benefit at some thresholds, {context.Main}, with {context.Interval}", series),
            context.Note(HowToRead));
    }

    /// <summary>How to read the table.</summary>
    public const string HowToRead =
        "Acting on nobody has a net benefit of 0. Better than both: the estimate lies above acting on everybody and on nobody, whatever the intervals. No smoothing.";

    /// <summary>What a reader of the figure may ask.</summary>
    public const string CaptionDetails =
        " Lines end where they leave the vertical axis, and the axis where no patient has a higher risk; a line has a gap where nobody it would act on was followed long enough to tell. Intervals stand in the table.";

    /// <summary>What the figure shows.</summary>
    public static string Caption(string eventName, string at) =>
        $"Net benefit (above) and interventions avoided in 100 patients against acting on everybody without missing one event more (below), by threshold of the risk of {eventName} by {at}.";

    /// <summary>The curves to the last threshold at which anybody would be acted on: beyond it every line is that of acting on nobody.</summary>
    public static DecisionSeries[] Useful(IReadOnlyList<DecisionSeries> series)
    {
        var last = series.SelectMany(s => s.Curve.Points).Where(p => p.Positive > 0).Select(p => p.Threshold).DefaultIfEmpty(1).Max();
        return [.. series.Select(s => s with { Curve = s.Curve with { Points = [.. s.Curve.Points.Where(p => p.Threshold <= last)] } })];
    }

    /// <summary>Net benefits at round thresholds; empty where the curves have none of them.</summary>
    public static object?[] Table(string caption, IReadOnlyList<DecisionSeries> series)
    {
        var rows = new List<XElement>();
        foreach (var threshold in Shown)
        {
            (string Name, DecisionCurvePoint Point)[] points =
                [.. series.SelectMany(s => s.Curve.Points.Where(p => Math.Abs(p.Threshold - threshold) < 1e-9).Select(p => (s.Name, p)))];
            if (points.Length == 0)
            {
                continue;
            }

            rows.Add(Markup.Group($"Act from a risk of {Numbers.Percent(threshold, 1)}", 5));
            rows.Add(Markup.Row(Markup.RowHeader("Everybody"), Markup.Number("100.0%"), Markup.Estimate(points[0].Point.TreatAll, 3), Markup.Number("0.0"), Markup.Number("-")));
            rows.AddRange(points.Select(p => Markup.Row(
                Markup.RowHeader(p.Name),
                Markup.Number(Numbers.Percent(p.Point.Positive, 1)),
                Markup.Estimate(p.Point.NetBenefit, 3),
                Markup.Number(p.Point.InterventionsAvoided is { } avoided ? Numbers.Fixed(100 * avoided, 1) : "not estimable"),
                Markup.Number(Better(p.Point)))));
        }

        return rows.Count == 0 ? [] :
        [
            Markup.Table(caption, ["Model", "#Acted on", "Net benefit", "#Avoided per 100", "#Better than both"], rows),
        ];
    }

    private static string Better(DecisionCurvePoint point) =>
        point.NetBenefit.Value is { } model ? model > 0 && model > (point.TreatAll.Value ?? double.NegativeInfinity) ? "yes" : "no" : "-";
}

using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Survival.Validation;

namespace HccRisk.Reporting.Html;

/// <summary>Do predicted risks come true?</summary>
internal static class ValidationCalibration
{
    /// <summary>What the calibration plots of several validations need of an axis to have one scale; 0 where nothing is drawn.</summary>
    public static double TopOf(IEnumerable<ValidationResult> results) => results
        .SelectMany(r => r.Models.SelectMany(m => m.Horizons.Where(h => h.Time == r.MainHorizon)))
        .Where(CalibrationCurvePlot.CanRender)
        .Select(CalibrationCurvePlot.TopOf)
        .DefaultIfEmpty(0)
        .Max();

    public static ReportPart Build(ValidationContext context)
    {
        (ModelValidation Model, ModelAtHorizon At)[] drawn =
        [
            .. context.Drawn.Select(m => (Model: m, At: context.AtMain(m))).Where(m => m.At is not null && CalibrationCurvePlot.CanRender(m.At)).Select(m => (m.Model, m.At!)),
        ];
        // What stands side by side has one scale.
        var top = Math.Max(context.CalibrationTop, TopOf([context.Result]));
        return new ReportPart("calibration", "Calibration",
            Markup.Table(
                $"Calibration by horizon, with {context.Interval}",
                ["Model", "#Mean predicted", "Observed", "Observed / expected", "Intercept", "Slope"],
                context.Result.Horizons.SelectMany(h => Rows(context, h))),
            context.Note("Observed / expected 1, intercept 0 and slope 1 are ideal. Intercept above 0: risks are too low on average. Slope below 1: predictions are too extreme, the common sign of overfitting. Intercept and slope are on the scale log(-log(1 - risk))."),
            Distances(context),
            drawn.Length == 0 ? Markup.P($"No calibration curve can be drawn at {context.Main}.") : new XElement("div", new XAttribute("class", "figures"),
                drawn.Select(d => context.Figures.Add(
                    CalibrationCurvePlot.Render(d.At, $"{d.Model.Name}, {context.Main}", top), Caption(context, d.Model, d.At, top)))));
    }

    private static IEnumerable<XElement> Rows(ValidationContext context, HorizonFollowUp horizon)
    {
        var models = context.Result.Models.Select(m => (m.Name, At: m.Horizons.FirstOrDefault(h => h.Time == horizon.Time)?.Calibration)).Where(m => m.At is not null).ToArray();
        if (models.Length == 0)
        {
            yield break;
        }

        yield return Markup.Group($"At {context.At(horizon.Time)}", 6);
        foreach (var (name, at) in models)
        {
            yield return Markup.Row(
                Markup.RowHeader(name), Markup.Number(Numbers.Fixed(at!.MeanPredicted, 3)), Markup.Estimate(at.Observed), Markup.Estimate(at.ObservedExpected),
                Markup.Estimate(at.Intercept), Markup.Estimate(at.Slope));
        }
    }

    private static object?[] Distances(ValidationContext context)
    {
        var rows =
            from horizon in context.Result.Horizons
            from model in context.Result.Models
            let at = model.Horizons.FirstOrDefault(h => h.Time == horizon.Time)
            where at?.Curve is not null
            let test = at.Groups?.Test
            select Markup.Row(
                Markup.RowHeader(model.Name), context.At(horizon.Time), Markup.Estimate(at!.Curve!.Ici, 3), Markup.Estimate(at.Curve.E50, 3), Markup.Estimate(at.Curve.E90, 3),
                Markup.Estimate(at.Curve.EMax, 3),
                test is { } found ? Markup.Number(Numbers.PValue(found.PValue)) : new XElement("td", new XAttribute("class", "none"), at.Groups?.TestNotEstimable ?? "not computed"));
        XElement[] all = [.. rows];
        var curves = context.Result.Models.SelectMany(m => m.Horizons).Select(h => h.Curve).OfType<CalibrationPlot>().ToArray();
        if (all.Length == 0)
        {
            return [];
        }

        var replicates = curves.Max(c => c.Replicates);
        return
        [
            new XElement("h3", "How far the smooth curve is from the diagonal"),
            Markup.Table($"Distances of predicted and observed risk{(replicates > 0 ? $", with {context.Interval}" : "")}",
                ["Model", "Horizon", "ICI (mean)", "E50 (median)", "E90", "Emax", "Groups: p"], all),
            Markup.Note(replicates > 0
                ? $"Intervals from {Numbers.Count(replicates)} bootstrap samples, of which at least {Numbers.Count(curves.Min(c => c.Replicates - c.Failed))} gave a curve."
                : "No bootstrap was asked for: no intervals."),
            context.Note("Distances are absolute differences over the patients, in units of risk: 0.05 is five patients in a hundred. A distance cannot be negative, so chance makes it longer in the samples, and where the true one is near 0 its interval may lie above the estimate. "
                + "Groups: chi-square test of observed and predicted risk in groups of equal size; in large samples it rejects what does not matter."),
        ];
    }

    private static string Caption(ValidationContext context, ModelValidation model, ModelAtHorizon at, double top)
    {
        var groups = at.Groups?.Groups.Count ?? 0;
        return $"Observed against predicted risk of {context.EventName} by {context.Main}, {model.Name}. "
            + (at.Curve is { Points.Count: > 1 } curve ? $"Line: smooth curve ({curve.Method}){(curve.Points.Any(p => p.Lower is not null) ? $" with {context.Interval}" : "")}. " : "")
            + (groups > 0 ? $"Squares: {Numbers.Of(groups, "group")} of equal size with {context.Interval}. " : "")
            + (at.Histogram is null ? "" : "Below: predicted risks of patients with the event upwards and without it downwards, each on a scale of its own; censored patients are not shown. ")
            + (top < 1 ? $"Both axes end at {Numbers.Plain(top)}. " : "")
            + (CalibrationCurvePlot.IsCut(at, top) ? "What goes beyond them is cut: an interval ends in an arrow, a band at the edge." : "");
    }
}

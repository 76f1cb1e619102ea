using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Validation;

namespace HccRisk.Reporting.Html;

/// <summary>Models against each other on the same patients.</summary>
internal static class ValidationDifferences
{
    public static ReportPart Build(ValidationContext context)
    {
        ModelDifference[] pairs = [.. context.Result.Differences.Where(d => d.Reference is not null)];
        return new ReportPart("differences", "Differences between models",
            pairs.Length == 0 ? null : new object?[]
            {
                Markup.Table($"Differences on the same patients, with {context.Interval}", ["Measure", "Model", "Minus", "Difference", "#p"],
                    pairs.GroupBy(d => d.Time).OrderBy(g => g.Key ?? double.PositiveInfinity).SelectMany(g => g.Select(d => Row(d))
                        .Prepend(Markup.Group(g.Key is { } time ? "At " + context.At(time) : "Over the whole follow-up", 5)))),
                context.Note("AUC and C: above 0 favours the first. Brier score: below 0 favours the first. p-values are two-sided and not adjusted for their number."),
            },
            Reclassification(context));
    }

    private static XElement Row(ModelDifference difference) => Markup.Row(
        Markup.RowHeader(Measure(difference.Measure)),
        difference.Model,
        difference.Reference!,
        Markup.Estimate(difference.Comparison.Difference, difference.Measure == "Brier" ? 3 : 2),
        Markup.PValue(difference.Comparison.PValue));

    private static string Measure(string measure) => measure switch
    {
        "Harrell C" => "Harrell's C",
        "Uno C" => "Uno's C",
        "Brier" => "Brier score",
        _ => measure,
    };

    private static object[] Reclassification(ValidationContext context)
    {
        ModelReclassification[] found = [.. context.Result.Reclassifications.Where(r => r.Time == context.Result.MainHorizon)];
        return found.Length == 0 ? [] :
        [
            new XElement("h3", "Reclassification"),
            Markup.Table($"Reclassification at {context.Main}, with {context.Interval}",
                ["Model", "Against", "NRI, with the event", "NRI, without", "Continuous NRI", "Integrated discrimination improvement"],
                found.Select(r => Markup.Row(
                    Markup.RowHeader(r.Model), r.Reference, Markup.Estimate(r.Continuous.Cases), Markup.Estimate(r.Continuous.Controls), Net(r.Continuous.Net, r.Continuous.PValue, 2),
                    Net(r.Integrated.Net, r.Integrated.PValue, 3)))),
            Markup.Note("Above 0 favours the first model. A model whose risks are off can gain here without being better: read these beside calibration and the difference of Brier scores."),
        ];
    }

    private static XElement Net(MetricEstimate estimate, double? p, int digits)
    {
        var cell = Markup.Estimate(estimate, digits);
        if (p is { } value)
        {
            cell.Add(", " + Numbers.PValue(value));
        }

        return cell;
    }
}

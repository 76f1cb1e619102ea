using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Studies.Results;

namespace HccRisk.Reporting.Html;

/// <summary>Clinical columns of a model one by one beside all of them together, on development patients.</summary>
internal static class EffectParts
{
    public static object?[] Build(ReportContext context, ModelResult model) => model.Effects is not { Rows.Count: > 0 } table ? [] :
    [
        new XElement("h3", "Clinical columns one by one and together"),
        Markup.Table($"Cause-specific hazard ratios of the clinical columns of model {model.Name}, development patients, with 95% CI",
            ["Characteristic", "Ratio of", "#Patients", "#Events", "Univariable", "#p", "Multivariable", "#p"],
            table.Rows.Select(r => Row(context, table, r))),
        Markup.Note((table.Obstacle is { } obstacle
                ? $"No multivariable model: {obstacle}. "
                : $"Multivariable: one Cox model of all {Numbers.Of(table.Coefficients, "coefficient")} on the {Numbers.Of(table.CompletePatients, "patient")} with every value, {Numbers.Of(table.CompleteEvents, "event")}: {Numbers.Fixed((double)table.CompleteEvents / table.Coefficients, 1)} events per coefficient{(table.CompleteEvents < 10 * table.Coefficients ? ", too few to trust its ratios far" : "")}. ")
            + "Univariable: each column alone, on the patients who have it. A number is compared from its first to its third quartile, by the transform of the schema; a level with the reference. Other first events are censored. "
            + "This table describes: no penalty, no choice of columns, and nothing of it went into the model, whose own coefficients follow."),
    ];

    private static XElement Row(ReportContext context, EffectTable table, EffectRow row) => Markup.Row(
        Markup.RowHeader(row.Level is { } level ? $"{row.Label}: {level}" : row.Label),
        row.IsReference ? "reference" : row.Contrast.Length > 0 ? row.Contrast : "level",
        Markup.Number(context.Cover.Count(row.Patients)),
        Markup.Number(context.Cover.Count(row.Events)),
        Ratio(row, row.Univariable), Markup.PValue(row.Univariable?.P),
        Ratio(row, table.Obstacle is null ? row.Multivariable : null), Markup.PValue(row.Multivariable?.P));

    private static XElement Ratio(EffectRow row, EffectEstimate? effect) => effect switch
    {
        _ when row.IsReference => Markup.Known("1"),
        null => Markup.Known("-"),
        { HazardRatio: { } ratio, Lower: { } low, Upper: { } high } => new XElement("td", new XAttribute("class", "ci"),
            Numbers.Fixed(ratio, 2) + " ", new XElement("span", $"({Numbers.Range(low, high, 2)})")),
        _ => new XElement("td", new XAttribute("class", "none"), "not estimable: " + effect.NotEstimable),
    };
}

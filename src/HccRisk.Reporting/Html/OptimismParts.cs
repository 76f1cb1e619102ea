using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Studies.Results;
using HccRisk.Survival.CrossValidation;

namespace HccRisk.Reporting.Html;

/// <summary>How the learner was chosen, and how much a model promises of its own patients.</summary>
internal static class OptimismParts
{
    public static object?[] Build(ModelResult model) => [.. model.Selection is { } selection ? Selection(model, selection) : [], .. model.Optimism is { } optimism ? Optimism(model, optimism) : []];

    private static object[] Selection(ModelResult model, LearnerSelection selection) =>
    [
        new XElement("h3", "Choice of the learner"),
        Markup.P(ModelSection.Sentence(selection.Rule) + $" Chosen: {selection.Winner}."),
        Markup.Table($"Candidates of model {model.Name}, judged by {selection.Metric} in inner folds", ["Learner", "#Mean", "#Standard error", $"#Chosen in outer folds (of {Numbers.Count(selection.OuterFolds)})", "Remark"],
            selection.Candidates.Select(c => Markup.Row(
                Markup.RowHeader(c.Learner),
                Markup.Number(c.Mean is { } m ? Numbers.Fixed(m, 3) : "-"),
                Markup.Number(c.StandardError is { } se ? Numbers.Fixed(se, 3) : "-"),
                Markup.Number(c.Chosen),
                c.Fault ?? (c.Learner == selection.Winner ? "chosen" : "")))),
        Markup.Note("The mean that the choice was made by promises too much; cross-validated performance in this report comes from models chosen and fitted without their patients."),
    ];

    private static object?[] Optimism(ModelResult model, OptimismSummary optimism) =>
    [
        new XElement("h3", "Apparent performance and optimism"),
        Markup.Table($"Model {model.Name} on the patients it was fitted to, and by models that never saw them", ["Measure", "#Apparent", "#Cross-validated", "#Optimism"],
            optimism.CrossValidation.Select(m => Markup.Row(Markup.RowHeader(Of(m.Metric, m.Time)), Number(m.Apparent), Number(m.CrossValidated), Number(m.Optimism)))),
        optimism.Bootstrap.Count == 0
            ? Markup.Note("Apparent performance promises too much and is shown for that alone. The protocol asks for no bootstrap.")
            : Markup.Table(
                $"Optimism of model {model.Name} by {Numbers.Count(optimism.Replicates)} bootstrap samples",
                ["Measure", "#Apparent", "#Optimism", "#Corrected", "#Out of bag", "#0.632+", "#Samples that succeeded"],
                optimism.Bootstrap.Select(m => Row(m))),
        optimism.Bootstrap.Count == 0 ? null : Markup.Note("In each sample imputation, preparation, selection and fit were made anew. Apparent performance promises too much and is shown for that alone."),
    ];

    private static XElement Row(OptimismMeasure measure) => measure.Result is not { } found
        ? Markup.Row(Markup.RowHeader(Of(measure.Metric, measure.Time)), new XElement("td", new XAttribute("class", "none"), new XAttribute("colspan", "6"), "cannot be told of the patients themselves"))
        : Markup.Row(
            Markup.RowHeader(Of(measure.Metric, measure.Time)), Number(found.Apparent), Number(found.Optimism), Number(found.Corrected), Number(found.OutOfBag), Number(found.Point632Plus),
            Markup.Number($"{Numbers.Count(found.Replicates - found.Failed)} of {Numbers.Count(found.Replicates)}"));

    private static XElement Number(double? value) => Markup.Number(value is { } v && double.IsFinite(v) ? Numbers.Fixed(v, 3) : "-");

    private static string Of(string metric, double? time) => metric.Replace(" C", "'s C", StringComparison.Ordinal) + (time is { } t ? $" at {Numbers.Plain(t)}" : "");
}

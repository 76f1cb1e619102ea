using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Studies.Results;
using HccRisk.Survival.Validation;

namespace HccRisk.Reporting.Html;

/// <summary>The full set of figures of one model on each set of patients, by the parts of a validation of anybody's predictions.</summary>
internal static class CohortPerformance
{
    /// <summary>Every evaluation of a model: cross-validated, each development site by the others, each external site, all of them.</summary>
    public static IEnumerable<CohortEvaluation> All(ModelResult model) =>
        new[] { model.Development, model.InternalExternal }.Concat(model.External).Append(model.AllExternal).OfType<CohortEvaluation>();

    public static object[] Build(ReportContext context, ModelResult model, int index)
    {
        // Calibration plots of all models and cohorts have one scale.
        var top = ValidationCalibration.TopOf(context.Result.Models.SelectMany(All).Select(e => e.Validation).OfType<ValidationResult>());
        return [.. All(model).Where(e => e.Validation is not null).SelectMany((e, i) => Cohort(context, e, $"model-{Numbers.Count(index + 1)}-{StudyNumbers.Key(e.Cohort)}-", top, index + i == 0))];
    }

    private static IEnumerable<XElement> Cohort(ReportContext context, CohortEvaluation evaluation, string prefix, double top, bool explains)
    {
        var of = new ValidationContext(evaluation.Validation!, context.Result.EventName, context.Figures, context.Cover) { CalibrationTop = top, Explains = explains };
        yield return new XElement("h3", evaluation.Cohort);
        yield return new ReportPart("known", "Follow-up", ValidationPatients.Horizons(of)).Inside(prefix);
        XElement[] parts = [.. ValidationParts.Performance(of).Select(p => p.Inside(prefix))];
        Pair(parts);
        foreach (var part in parts)
        {
            yield return part;
        }
    }

    /// <summary>Puts the decision curve beside the calibration plot: the figures of one model each take half of the width.</summary>
    private static void Pair(XElement[] parts)
    {
        var plots = parts.Descendants("div").FirstOrDefault(d => d.Attribute("class")?.Value == "figures" && d.Elements("figure").Count() == 1);
        var curve = parts.FirstOrDefault(p => p.Attribute("id")!.Value.EndsWith("-decision", StringComparison.Ordinal))?.Element("figure");
        if (plots is not null && curve is not null)
        {
            curve.Remove();
            plots.Add(curve);
        }
    }
}

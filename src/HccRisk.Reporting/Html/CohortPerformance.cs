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
        return [.. All(model).Where(e => e.Validation is not null).SelectMany(e => Cohort(context, e, $"model-{Numbers.Count(index + 1)}-{StudyNumbers.Key(e.Cohort)}-", top))];
    }

    private static IEnumerable<XElement> Cohort(ReportContext context, CohortEvaluation evaluation, string prefix, double top)
    {
        var of = new ValidationContext(evaluation.Validation!, context.Result.EventName, context.Figures, context.Cover) { CalibrationTop = top };
        yield return new XElement("h3", evaluation.Cohort);
        yield return Markup.Note("Here the AUC and C of a horizon judge the risk predicted for it. In the summary and in comparisons they judge the score, which orders patients alike at every horizon: with competing events the two can differ.");
        yield return new ReportPart("known", "Follow-up", ValidationPatients.Horizons(of)).Inside(prefix);
        foreach (var part in ValidationParts.Performance(of))
        {
            yield return part.Inside(prefix);
        }
    }
}

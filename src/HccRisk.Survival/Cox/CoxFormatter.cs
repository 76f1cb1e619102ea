using HccRisk.Core.Notebooks;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.HypothesisTests;

namespace HccRisk.Survival.Cox;

internal sealed class CoxFormatter : NotebookFormatter<CoxModel>
{
    /// <summary>The coefficients, the test of all of them, and what was odd.</summary>
    public static string Model(CoxModel model, string name)
    {
        // A ridge moves the estimates: plain limits around them do not hold.
        var table = CoefficientHtml.Table(
            FormattableString.Invariant($"{name}: {model.Count} patients, {model.EventCount} events"),
            model.ColumnNames,
            model.Coefficients,
            model.Options.Ridge > 0 ? null : model.RobustStandardErrors ?? model.StandardErrors,
            "hazard ratio");
        return table
            + (model.LikelihoodRatioTest is { } test ? NotebookHtml.Line($"likelihood ratio test: {ChiSquareFormatter.Line(test)}") : string.Empty)
            + string.Concat(model.Warnings.Select(NotebookHtml.Line));
    }

    protected override string Html(CoxModel value) =>
        Model(value, value.Options.Ridge > 0 ? "Cox model, ridge penalty" : value.Options.Firth ? "Cox model, Firth's correction" : "Cox model");
}

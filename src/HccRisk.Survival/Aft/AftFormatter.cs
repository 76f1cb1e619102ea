using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.HypothesisTests;

namespace HccRisk.Survival.Aft;

internal sealed class AftFormatter : NotebookFormatter<AftModel>
{
    protected override string Html(AftModel value) => CoefficientHtml.Table(
        FormattableString.Invariant($"accelerated failure time model, {value.Options.Distribution}: {value.Count} patients, {value.EventCount} events"),
        value.ColumnNames,
        value.Coefficients,
        [.. value.StandardErrors.Skip(1).Take(value.ColumnNames.Count)],
        "time ratio")
        + NotebookHtml.Line(FormattableString.Invariant($"intercept {Printed.Number(value.Intercept)}, scale {Printed.Number(value.Scale)}, AIC {Printed.Number(value.Aic)}"))
        + NotebookHtml.Line($"likelihood ratio test: {ChiSquareFormatter.Line(value.LikelihoodRatioTest)}")
        + string.Concat(value.Warnings.Select(NotebookHtml.Line));
}

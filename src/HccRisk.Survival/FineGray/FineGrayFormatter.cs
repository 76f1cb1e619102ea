using HccRisk.Core.Notebooks;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.FineGray;

internal sealed class FineGrayFormatter : NotebookFormatter<FineGrayModel>
{
    protected override string Html(FineGrayModel value) => CoefficientHtml.Table(
        FormattableString.Invariant($"Fine-Gray model of cause {value.Cause}: {value.Count} patients, {value.EventCount} events"),
        value.ColumnNames,
        value.Coefficients,
        value.StandardErrors,
        "subdistribution hazard ratio") + string.Concat(value.Warnings.Select(NotebookHtml.Line));
}

using HccRisk.Core.Notebooks;
using HccRisk.Survival.Evaluation;

namespace HccRisk.Survival.CrossValidation;

internal sealed class CrossValidationFormatter : NotebookFormatter<CrossValidationResult>
{
    protected override string Html(CrossValidationResult value) => SurvivalMetricsFormatter.Table(
        value.Metrics, value.Repeats.Count > 1 ? FormattableString.Invariant($", each predicted by models that did not see them, {value.Repeats.Count} repeats") : ", each predicted by models that did not see them");

    protected override string Text(CrossValidationResult value) => EvaluationTable.Of(new ModelMetrics("cross-validated", value.Metrics)).ToString();
}

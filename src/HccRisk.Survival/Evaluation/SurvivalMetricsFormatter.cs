using HccRisk.Core.Notebooks;

namespace HccRisk.Survival.Evaluation;

/// <summary>The metrics beside what predicting without covariates gives.</summary>
internal sealed class SurvivalMetricsFormatter : NotebookFormatter<SurvivalMetrics>
{
    public static string Table(SurvivalMetrics metrics, string kind) => EvaluationTableFormatter.Table(
        EvaluationTable.Of(new ModelMetrics("model", metrics)), FormattableString.Invariant($"{metrics.Patients} patients, {metrics.Events} events{kind}"));

    protected override string Html(SurvivalMetrics value) => Table(value, string.Empty);
}

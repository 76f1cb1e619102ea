using System.Globalization;
using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation;

/// <summary>A row a metric, a column a model.</summary>
internal sealed class EvaluationTableFormatter : NotebookFormatter<EvaluationTable>
{
    public static string Table(EvaluationTable value, string caption)
    {
        var table = new NotebookTable(caption, ["metric", "time", .. value.Models]);
        foreach (var (metric, time) in value.Rows.Select(r => (r.Metric, r.Time)).Distinct())
        {
            table.Add([metric, time is { } t ? Printed.Number(t) : string.Empty, .. value.Models.Select(m => Cell(value.Find(m, metric, time)))]);
        }

        return table.ToHtml();
    }

    protected override string Html(EvaluationTable value) => Table(value, string.Empty);

    private static string Cell(MetricEstimate? estimate) => estimate?.Value is not { } value ? "-"
        : estimate.Lower is { } lower && estimate.Upper is { } upper
            ? string.Create(CultureInfo.InvariantCulture, $"{value:0.000} ({lower:0.000} to {upper:0.000})")
            : Printed.Share(value);
}

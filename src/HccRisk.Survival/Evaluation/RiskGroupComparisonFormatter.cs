using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;
using HccRisk.Survival.Drawing;
using HccRisk.Survival.HypothesisTests;

namespace HccRisk.Survival.Evaluation;

internal sealed class RiskGroupComparisonFormatter : NotebookFormatter<RiskGroupComparison>
{
    protected override string Html(RiskGroupComparison value)
    {
        var chart = new LineChart("time", "free of the event");
        var table = new NotebookTable(string.Empty, "group", "patients", "events", "median", "hazard ratio");
        foreach (var group in value.Groups)
        {
            chart.Add(
                group.Name,
                LineChart.Steps(group.Survival.Times, group.Survival.Survival, 1),
                LineChart.Steps(group.Survival.Times, group.Survival.Lower, 1),
                LineChart.Steps(group.Survival.Times, group.Survival.Upper, 1));
            var hazard = value.Hazards.FirstOrDefault(h => h.Group == group.Name)?.CauseSpecific;
            table.Add(
                group.Name,
                Printed.Number(group.Patients),
                Printed.Number(group.Events),
                Printed.Number(group.Survival.Median.Time),
                hazard?.Value is { } ratio ? Printed.Interval(ratio, hazard.Lower, hazard.Upper, hazard.Level) : "-");
        }

        var test = value.LogRank is { } logRank ? $"log-rank test: {ChiSquareFormatter.Line(logRank)}" : value.NotEstimable ?? string.Empty;
        return (value.Groups.Count > 0 ? chart.ToHtml() : string.Empty) + table.ToHtml() + NotebookHtml.Line(test)
            + (value.Gray is { } gray ? NotebookHtml.Line($"Gray's test: {ChiSquareFormatter.Line(gray)}") : string.Empty);
    }
}

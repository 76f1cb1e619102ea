using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;

namespace HccRisk.Survival.HypothesisTests;

internal sealed class LogRankFormatter : NotebookFormatter<LogRankResult>
{
    protected override string Html(LogRankResult value)
    {
        var table = new NotebookTable($"log-rank test: {ChiSquareFormatter.Line(value.Test, value.NotEstimable)}", "group", "patients", "observed", "expected");
        foreach (var group in value.Groups)
        {
            table.Add(Printed.Number(group.Group), Printed.Number(group.Count), Printed.Number(group.Observed), Printed.Number(group.Expected));
        }

        return table.ToHtml();
    }
}

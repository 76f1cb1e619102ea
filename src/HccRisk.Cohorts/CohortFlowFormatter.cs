using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;

namespace HccRisk.Cohorts;

internal sealed class CohortFlowFormatter : NotebookFormatter<CohortFlow>
{
    protected override string Html(CohortFlow value)
    {
        var table = new NotebookTable("flow of patients", "step", "patients", "excluded");
        foreach (var step in value.Steps)
        {
            table.Add(step.Label, Printed.Number(step.Remaining), Printed.Number(step.Before - step.Remaining));
        }

        return table.ToHtml();
    }
}

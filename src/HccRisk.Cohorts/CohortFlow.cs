using System.Globalization;
using System.Text;
using HccRisk.Core.Notebooks;

namespace HccRisk.Cohorts;

/// <summary>From the clinical file to the patients analysed: the content of a flow diagram.</summary>
/// <param name="Steps">The steps in order, the first with the number of patients in the file.</param>
/// <param name="Cohort">The eligible patients; its exclusions hold everybody who was left out.</param>
[TypeFormatterSource(typeof(CohortFlowFormatter))]
public sealed record CohortFlow(IReadOnlyList<FlowStep> Steps, Cohort Cohort)
{
    /// <summary>One line a step: remaining patients, criterion, number excluded, note.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var step in Steps)
        {
            text.Append(CultureInfo.InvariantCulture, $"{step.Remaining,6}  {step.Name}");
            if (step.Before != step.Remaining)
            {
                text.Append(CultureInfo.InvariantCulture, $" (excluded {step.Before - step.Remaining})");
            }

            text.Append(step.Note is null ? "" : $" [{step.Note}]").Append('\n');
        }

        return text.ToString();
    }
}

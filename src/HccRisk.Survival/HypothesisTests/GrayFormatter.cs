using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;

namespace HccRisk.Survival.HypothesisTests;

internal sealed class GrayFormatter : NotebookFormatter<GrayResult>
{
    protected override string Html(GrayResult value)
    {
        var table = new NotebookTable(FormattableString.Invariant($"Gray's test of cause {value.Cause}: {ChiSquareFormatter.Line(value.Test)}"), "group", "score");
        foreach (var (group, score) in value.Groups.Zip(value.Scores))
        {
            table.Add(Printed.Number(group), Printed.Number(score));
        }

        return table.ToHtml();
    }
}

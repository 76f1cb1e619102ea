using HccRisk.Core.Notebooks;
using HccRisk.Survival.Drawing;

namespace HccRisk.Survival.Evaluation.Discrimination;

internal sealed class RocFormatter : NotebookFormatter<RocCurve>
{
    protected override string Html(RocCurve value) => NotebookHtml.Line(FormattableString.Invariant($"time {value.Time}: {value.Auc}"))
        + new LineChart("1 - specificity", "sensitivity") { XMax = 1, Diagonal = true }
            .Add("roc", [.. value.Points.Select(p => (1 - p.Specificity, p.Sensitivity)).Order()]).ToHtml();
}

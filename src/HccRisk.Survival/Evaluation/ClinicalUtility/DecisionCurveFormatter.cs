using HccRisk.Core.Notebooks;
using HccRisk.Survival.Drawing;

namespace HccRisk.Survival.Evaluation.ClinicalUtility;

internal sealed class DecisionCurveFormatter : NotebookFormatter<DecisionCurveResult>
{
    protected override string Html(DecisionCurveResult value)
    {
        var chart = new LineChart(FormattableString.Invariant($"threshold (risk by {value.Time})"), "net benefit") { YMax = null }
            .Add("model", [.. value.Points.Select(p => (p.Threshold, p.NetBenefit.Value ?? double.NaN))])
            .Add("treat all", [.. value.Points.Select(p => (p.Threshold, p.TreatAll.Value ?? double.NaN))])
            .Add("treat none", [.. value.Points.Select(p => (p.Threshold, 0.0))]);
        return chart.ToHtml();
    }
}

using HccRisk.Core.Notebooks;
using HccRisk.Survival.Drawing;

namespace HccRisk.Survival.Curves;

internal sealed class FlemingHarringtonFormatter : NotebookFormatter<FlemingHarringtonCurve>
{
    protected override string Html(FlemingHarringtonCurve value) =>
        new LineChart("time", "survival (Fleming-Harrington)").Add("survival", LineChart.Steps(value.Times, value.Survival, 1)).ToHtml();
}

using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;
using HccRisk.Survival.Drawing;

namespace HccRisk.Survival.Evaluation.Calibration;

internal sealed class SmoothedCalibrationFormatter : NotebookFormatter<SmoothedCalibration>
{
    protected override string Html(SmoothedCalibration value)
    {
        var text = NotebookHtml.Line(FormattableString.Invariant(
            $"risk by {value.Time}: {value.NotEstimable ?? $"ICI {Printed.Share(value.Ici)}, E50 {Printed.Share(value.E50)}, E90 {Printed.Share(value.E90)}"}"));
        return value.Points.Count == 0 ? text : text + new LineChart("predicted risk", "observed risk") { XMax = 1, Diagonal = true }.Add(
            "observed",
            [.. value.Points.Select(p => (p.Predicted, p.Observed))],
            [.. value.Points.Where(p => p.Lower is not null).Select(p => (p.Predicted, p.Lower!.Value))],
            [.. value.Points.Where(p => p.Upper is not null).Select(p => (p.Predicted, p.Upper!.Value))]).ToHtml();
    }
}

using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;
using HccRisk.Survival.HypothesisTests;

namespace HccRisk.Survival.Evaluation.Calibration;

internal sealed class GroupedCalibrationFormatter : NotebookFormatter<GroupedCalibration>
{
    protected override string Html(GroupedCalibration value)
    {
        var table = new NotebookTable(FormattableString.Invariant($"calibration of the risk by {value.Time}, in groups of it"), "patients", "predicted", "observed", "lower", "upper");
        foreach (var group in value.Groups)
        {
            table.Add(
                Printed.Number(group.Count), Printed.Share(group.MeanPredicted), Printed.Share(group.Observed.Value), Printed.Share(group.Observed.Lower), Printed.Share(group.Observed.Upper));
        }

        return table.ToHtml() + NotebookHtml.Line(value.Test is { } test ? ChiSquareFormatter.Line(test) : value.TestNotEstimable ?? string.Empty);
    }
}

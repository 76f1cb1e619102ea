using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;
using HccRisk.Survival.Drawing;

namespace HccRisk.Survival.Curves;

internal sealed class KaplanMeierFormatter : NotebookFormatter<KaplanMeier>
{
    protected override string Html(KaplanMeier value)
    {
        var median = value.Median;
        var summary = FormattableString.Invariant(
            $"Kaplan-Meier: {value.Count} patients, {Printed.Number(value.Events.Sum())} events, median {Printed.Number(median.Time)} ({100 * value.Level:0.#}% CI {Printed.Number(median.Lower)} to {Printed.Number(median.Upper)})");
        if (value.Times.Count == 0)
        {
            return NotebookHtml.Line(summary);
        }

        var table = new NotebookTable(string.Empty, "time", "at risk", "survival", "lower", "upper");
        foreach (var point in LineChart.RoundTimes(value.Times[^1]).Select(value.At))
        {
            table.Add(Printed.Number(point.Time), Printed.Number(point.AtRisk), Printed.Share(point.Survival), Printed.Share(point.Lower), Printed.Share(point.Upper));
        }

        var chart = new LineChart("time", "survival").Add(
            "survival",
            LineChart.Steps(value.Times, value.Survival, 1),
            LineChart.Steps(value.Times, value.Lower, 1),
            LineChart.Steps(value.Times, value.Upper, 1));
        return NotebookHtml.Line(summary) + chart.ToHtml() + table.ToHtml();
    }
}

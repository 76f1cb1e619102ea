using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;
using HccRisk.Survival.Drawing;

namespace HccRisk.Survival.Curves;

internal sealed class IncidenceFormatter : NotebookFormatter<IncidenceCurve>
{
    protected override string Html(IncidenceCurve value)
    {
        var table = new NotebookTable(FormattableString.Invariant($"cumulative incidence of cause {value.Cause}"), "time", "incidence", "lower", "upper");
        foreach (var time in LineChart.RoundTimes(value.Times.DefaultIfEmpty().Max()))
        {
            var at = value.Times.Count(t => t <= time) - 1;
            table.Add(Printed.Number(time), Share(value.Incidence), Share(value.Lower), Share(value.Upper));

            string Share(IReadOnlyList<double> values) => Printed.Share(at < 0 ? 0 : values[at]);
        }

        var chart = new LineChart("time", "cumulative incidence").Add(
            "incidence",
            LineChart.Steps(value.Times, value.Incidence, 0),
            LineChart.Steps(value.Times, value.Lower, 0),
            LineChart.Steps(value.Times, value.Upper, 0));
        return chart.ToHtml() + table.ToHtml();
    }
}

using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;
using HccRisk.Survival.Drawing;

namespace HccRisk.Survival.Curves;

internal sealed class AalenJohansenFormatter : NotebookFormatter<AalenJohansen>
{
    protected override string Html(AalenJohansen value)
    {
        var chart = new LineChart("time", "probability").Add("event-free", LineChart.Steps(value.Times, value.EventFree, 1));
        var table = new NotebookTable("cumulative incidence", ["time", .. value.Causes.Select(Name)]);
        foreach (var cause in value.Causes)
        {
            chart.Add(Name(cause), LineChart.Steps(value.Times, value.Incidence(cause), 0));
        }

        foreach (var time in LineChart.RoundTimes(value.Times.DefaultIfEmpty().Max()))
        {
            table.Add([Printed.Number(time), .. value.Causes.Select(c => Printed.Share(value.IncidenceAt(c, time)))]);
        }

        return chart.ToHtml() + table.ToHtml();

        static string Name(int cause) => FormattableString.Invariant($"cause {cause}");
    }
}

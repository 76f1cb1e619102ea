using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;

namespace HccRisk.Survival.Explanation;

internal sealed class HazardRatioFormatter : NotebookFormatter<HazardRatioTable>
{
    protected override string Html(HazardRatioTable value)
    {
        var table = new NotebookTable(value.Method, "input", "per", "hazard ratio", "p", "per standard deviation");
        foreach (var row in value.Rows)
        {
            table.Add(
                row.Feature,
                Printed.Number(row.Step),
                Printed.Interval(row.Ratio, row.Lower, row.Upper, value.Level),
                row.P is { } p ? Printed.P(p)[2..].TrimStart('=', ' ') : "-",
                Printed.Interval(row.RatioPerDeviation, row.LowerPerDeviation, row.UpperPerDeviation, value.Level));
        }

        return table.ToHtml() + string.Concat(value.Notes.Select(NotebookHtml.Line));
    }
}

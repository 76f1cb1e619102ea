using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;

namespace HccRisk.Survival.Explanation;

internal sealed class ImportanceFormatter : NotebookFormatter<ImportanceResult>
{
    protected override string Html(ImportanceResult value) => string.Concat(value.Measures.Select(m =>
    {
        var at = m.Time is { } time ? FormattableString.Invariant($" by {time}") : string.Empty;
        var table = new NotebookTable($"{m.Metric}{at} {Printed.Share(m.Value)}: what is lost when an input is permuted", "input", "inputs", "loss", "lower", "upper");
        foreach (var row in value.Of(m.Metric, m.Time))
        {
            table.Add(row.Group, Printed.Number(row.Inputs.Count), Printed.Number(row.Loss), Printed.Number(row.Lower), Printed.Number(row.Upper));
        }

        return table.ToHtml();
    }));
}

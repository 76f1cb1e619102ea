using System.Globalization;
using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;

namespace HccRisk.Core.Columns;

internal sealed class FeatureVectorFormatter : NotebookFormatter<FeatureVector>
{
    protected override string Html(FeatureVector value)
    {
        var table = new NotebookTable(Text(value), "feature", "value", "unit", "code");
        foreach (var (column, number) in value.Columns.Zip(value.Values))
        {
            table.Add(column.Name, Printed.Number(number), column.Unit ?? string.Empty, column.Code ?? string.Empty);
        }

        return table.ToHtml() + string.Concat(value.Missing.Concat(value.Remarks).Select(NotebookHtml.Line));
    }

    protected override string Text(FeatureVector value) => string.Create(
        CultureInfo.InvariantCulture, $"{value.Columns.Count} features, {value.Values.Count(double.IsNaN)} not defined here");
}

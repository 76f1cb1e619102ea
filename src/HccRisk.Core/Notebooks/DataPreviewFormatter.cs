using System.Globalization;

namespace HccRisk.Core.Notebooks;

internal sealed class DataPreviewFormatter : NotebookFormatter<DataPreview>
{
    protected override string Html(DataPreview value)
    {
        var caption = value.RowCount is { } all
            ? string.Create(CultureInfo.InvariantCulture, $"{value.Rows.Count} of {all} rows")
            : string.Create(CultureInfo.InvariantCulture, $"the first {value.Rows.Count} rows");
        var table = new NotebookTable(caption, value.Columns);
        foreach (var row in value.Rows)
        {
            table.Add(row);
        }

        return table.ToHtml();
    }
}

using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;

namespace HccRisk.Cohorts.Tables;

/// <summary>The first features of the first patients; names of features are long, so they stand in rows.</summary>
internal sealed class FeatureTableFormatter : NotebookFormatter<FeatureTable>
{
    private const int Features = 15;
    private const int Patients = 6;

    protected override string Html(FeatureTable value)
    {
        var patients = Math.Min(Patients, value.PatientIds.Count);
        var table = new NotebookTable(Text(value), ["feature", "unit", .. value.PatientIds.Take(patients)]);
        for (var j = 0; j < Math.Min(Features, value.Columns.Count); j++)
        {
            var column = value.Columns[j];
            table.Add([column.Name, column.Unit ?? string.Empty, .. Enumerable.Range(0, patients).Select(row => Printed.Number(value.Row(row)[j]))]);
        }

        return table.ToHtml();
    }

    protected override string Text(FeatureTable value) => FormattableString.Invariant(
        $"feature table '{value.Name}' ({value.Modality}, {value.Availability}): {value.PatientIds.Count} patients, {value.Columns.Count} features, {value.Values.Span.Count(double.NaN)} values missing");
}

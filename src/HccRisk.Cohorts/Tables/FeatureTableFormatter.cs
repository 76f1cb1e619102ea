using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;

namespace HccRisk.Cohorts.Tables;

/// <summary>The first patients and features.</summary>
internal sealed class FeatureTableFormatter : NotebookFormatter<FeatureTable>
{
    private const int Features = 8;
    private const int Patients = 10;

    protected override string Html(FeatureTable value)
    {
        var shown = Math.Min(Features, value.Columns.Count);
        var table = new NotebookTable(Text(value), ["patient", .. value.Columns.Take(shown).Select(c => c.Unit is { } unit ? $"{c.Name} ({unit})" : c.Name)]);
        for (var row = 0; row < Math.Min(Patients, value.PatientIds.Count); row++)
        {
            table.Add([value.PatientIds[row], .. value.Row(row)[..shown].ToArray().Select(v => Printed.Number(v))]);
        }

        return table.ToHtml();
    }

    protected override string Text(FeatureTable value) => FormattableString.Invariant(
        $"feature table '{value.Name}' ({value.Modality}, {value.Availability}): {value.PatientIds.Count} patients, {value.Columns.Count} features, {value.Values.Span.Count(double.NaN)} values missing");
}

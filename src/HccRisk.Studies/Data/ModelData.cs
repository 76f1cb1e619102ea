using HccRisk.Cohorts;
using HccRisk.Cohorts.Tables;
using HccRisk.Core.Columns;
using HccRisk.Studies.Protocol;
using Microsoft.ML;

namespace HccRisk.Studies.Data;

/// <summary>The data one model may see: its modalities, known at its time.</summary>
internal static class ModelData
{
    public static IDataView Load(
        MLContext ml, FeatureTables features, ModelSpecification specification, IReadOnlyList<string> clinicalColumns, IReadOnlyList<string> scores, bool allowAbsentColumns = false)
    {
        var tables = features.Tables
            .Where(t => t.Availability <= specification.Availability && specification.Modalities.Contains(t.Modality, StringComparer.Ordinal))
            .Select(t => t.Modality == ModelSpecification.Clinical ? Only(t, scores) : t)
            .Where(t => t.Columns.Count > 0)
            .ToArray();
        return ml.Data.LoadCohort(features.Cohort, specification.Availability, new CohortDataOptions { ClinicalColumns = clinicalColumns, AllowAbsentColumns = allowAbsentColumns }, tables);
    }

    /// <summary>The clinical columns a model uses of a cohort.</summary>
    public static IReadOnlyList<string> ClinicalColumns(Cohort cohort, ModelSpecification specification) =>
        specification.Modalities.Contains(ModelSpecification.Clinical, StringComparer.Ordinal)
            ? [.. cohort.Schema.Columns
                .Where(c => c.Role == ColumnRole.Feature && c.Kind is not (ColumnKind.Id or ColumnKind.Site) && c.Availability <= specification.Availability && cohort.Has(c.Name))
                .Select(c => c.Name)]
            : [];

    /// <summary>The columns of a table by name; one that it lacks is missing for everybody.</summary>
    private static FeatureTable Only(FeatureTable table, IReadOnlyList<string> names)
    {
        var values = new double[table.PatientIds.Count * names.Count];
        for (var j = 0; j < names.Count; j++)
        {
            var at = table.Columns.Select(c => c.Name).ToList().IndexOf(names[j]);
            for (var i = 0; i < table.PatientIds.Count; i++)
            {
                values[(i * names.Count) + j] = at < 0 ? double.NaN : table.Row(i)[at];
            }
        }

        return new FeatureTable(
            table.Name, table.Modality, table.Availability, [.. names.Select(n => table.Columns.FirstOrDefault(c => c.Name == n) ?? new FeatureColumn(n))], table.PatientIds, values, table.Provenance);
    }
}

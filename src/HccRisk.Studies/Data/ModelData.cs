using HccRisk.Cohorts;
using HccRisk.Cohorts.Tables;
using HccRisk.Core.Columns;
using HccRisk.Features.Clinical;
using HccRisk.Studies.Protocol;
using Microsoft.ML;

namespace HccRisk.Studies.Data;

/// <summary>The data one model may see: its modalities, known at its time.</summary>
internal static class ModelData
{
    /// <summary>Column of a published score.</summary>
    public const string Offset = "Offset";

    /// <summary>Column of the sites.</summary>
    public const string Site = "Site";

    public static IDataView Load(MLContext ml, FeatureTables features, ModelSpecification specification, ModelInputs inputs, bool allowAbsentColumns = false)
    {
        var tables = features.Tables
            .Where(t => t.Availability <= specification.Availability && specification.Modalities.Contains(t.Modality, StringComparer.Ordinal))
            .Select(t => t.Modality == ModelSpecification.Clinical ? Only(t, inputs.Scores) : t)
            .Where(t => t.Columns.Count > 0);
        FeatureTable[] all = [.. tables, .. inputs.Published is { } published ? [Published(features.Cohort, published, specification.Availability)] : (FeatureTable[])[]];
        return ml.Data.LoadCohort(
            features.Cohort,
            specification.Availability,
            new CohortDataOptions { ClinicalColumns = inputs.Columns, NumberColumns = inputs.Numbers, AllowAbsentColumns = allowAbsentColumns },
            all);
    }

    /// <summary>What a model reads of the clinical file of a cohort.</summary>
    public static ModelInputs InputsOf(Cohort cohort, ModelSpecification specification, ModelingOptions options)
    {
        var clinical = specification.Modalities.Contains(ModelSpecification.Clinical, StringComparer.Ordinal);
        var size = options.SizeColumn ?? DefaultSize;
        var sized = specification.Modalities.Any(ModelingOptions.IsImage)
            && IsNumber(cohort, size) && cohort.Schema[size].Availability <= specification.Availability;
        return new ModelInputs(
            clinical ? ClinicalColumns(cohort, specification, options) : [],
            clinical ? options.DerivedScores ?? [] : [],
            sized ? [size] : [],
            options.PublishedScore);
    }

    /// <summary>The clinical columns a model uses of a cohort.</summary>
    public static IReadOnlyList<string> ClinicalColumns(Cohort cohort, ModelSpecification specification, ModelingOptions options) =>
        specification.Modalities.Contains(ModelSpecification.Clinical, StringComparer.Ordinal)
            ? [.. cohort.Schema.Columns
                .Where(c => IsFeature(c) && c.Availability <= specification.Availability && cohort.Has(c.Name))
                .Select(c => c.Name)
                .Where(c => options.ClinicalColumns?.Contains(c, StringComparer.Ordinal) ?? true)]
            : [];

    /// <summary>Whether a column may be an input.</summary>
    public static bool IsFeature(CohortColumn column) => column.Role == ColumnRole.Feature && column.Kind is not (ColumnKind.Id or ColumnKind.Site);

    /// <summary>The slots a clinical column has in the vector, by name or the beginning of it.</summary>
    public static string SlotOf(CohortColumn column) => column.Kind == ColumnKind.Categorical ? column.Name + "_"
        : column.Transform == ColumnTransform.Log ? "log_" + column.Name
        : column.Name;

    private const string DefaultSize = "tumour_size_cm";

    private static bool IsNumber(Cohort cohort, string name) =>
        cohort.Schema.Columns.Any(c => c.Name == name && IsFeature(c) && c.Kind == ColumnKind.Numeric) && cohort.Has(name);

    private static FeatureTable Published(Cohort cohort, string name, Availability availability)
    {
        var values = ClinicalScores.All.Any(s => s.Name == name)
            ? ClinicalScores.Compute(cohort, [name], availability).Values.ToArray()
            : cohort.Column(name);
        return new FeatureTable(
            "published_score", Offset, availability, [new FeatureColumn(name)], [.. cohort.Patients.Select(p => p.Id)], values, FeatureProvenance.Of("published score", name));
    }

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

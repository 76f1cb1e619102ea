using HccRisk.Core.Columns;

namespace HccRisk.Cohorts.Tables;

/// <summary>The clinical columns of a cohort as a feature table: logarithms taken, categories as indicators.</summary>
internal static class ClinicalEncoder
{
    public const string Modality = "Clinical";

    /// <exception cref="AvailabilityException">A postoperative column was named for a preoperative table.</exception>
    /// <exception cref="ArgumentException">A named column does not exist, is not a feature or is absent from the file.</exception>
    public static FeatureTable Encode(Cohort cohort, Availability availability, CohortDataOptions options)
    {
        var columns = options.ClinicalColumns is not { } names
            ? cohort.Schema.Columns.Where(c => IsFeature(c) && cohort.Has(c.Name) && c.Availability <= availability)
            : names.Select(n => Named(cohort, availability, n, options.AllowAbsentColumns));
        var slots = columns.SelectMany(SlotsOf).ToArray();
        var values = new double[cohort.Count * slots.Length];
        for (var j = 0; j < slots.Length; j++)
        {
            for (var i = 0; i < cohort.Count; i++)
            {
                values[(i * slots.Length) + j] = slots[j].Value(cohort.Patients[i]);
            }
        }

        return new FeatureTable(
            "clinical",
            Modality,
            availability,
            [.. slots.Select(s => s.Column)],
            [.. cohort.Patients.Select(p => p.Id)],
            values,
            FeatureProvenance.Of("clinical columns", cohort.Schema.Name));
    }

    /// <summary>A column that can stand for itself as a number.</summary>
    public static void RequireNumber(Cohort cohort, Availability availability, string name, bool allowAbsent)
    {
        if (Named(cohort, availability, name, allowAbsent).Kind != ColumnKind.Numeric)
        {
            throw new ArgumentException($"column '{name}' is {cohort.Schema[name].Kind}, not numeric", nameof(name));
        }
    }

    private static bool IsFeature(CohortColumn column) =>
        column.Role == ColumnRole.Feature && column.Kind is ColumnKind.Numeric or ColumnKind.Binary or ColumnKind.Categorical;

    private static CohortColumn Named(Cohort cohort, Availability availability, string name, bool allowAbsent)
    {
        var column = cohort.Schema[name];
        if (!allowAbsent && !cohort.Has(name))
        {
            throw new ArgumentException($"the clinical file has no column '{column.FileHeader}'", nameof(name));
        }

        if (!IsFeature(column))
        {
            throw new ArgumentException($"column '{name}' is not a feature: its role is {column.Role}, its kind {column.Kind}", nameof(name));
        }

        return column.Availability <= availability
            ? column
            : throw new AvailabilityException($"column '{name}' is known only after surgery and cannot be used in a preoperative data set");
    }

    private static IEnumerable<(FeatureColumn Column, Func<Patient, double> Value)> SlotsOf(CohortColumn column)
    {
        var name = column.Name;
        if (column.Kind != ColumnKind.Categorical)
        {
            yield return column.Transform == ColumnTransform.Log
                ? (new FeatureColumn("log_" + name, column.Unit is null ? null : $"ln({column.Unit})"), p => Math.Log(p[name]))
                : (new FeatureColumn(name, column.Unit), p => p[name]);
            yield break;
        }

        foreach (var category in column.Indicators)
        {
            var code = Enumerable.Range(0, column.Categories.Count).First(i => string.Equals(column.Categories[i], category, StringComparison.Ordinal));
            yield return (new FeatureColumn($"{name}_{category}"), p => double.IsNaN(p[name]) ? double.NaN : p[name] == code ? 1 : 0);
        }
    }
}

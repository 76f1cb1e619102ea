using HccRisk.Cohorts;
using HccRisk.Cohorts.Tables;

namespace Microsoft.ML;

/// <summary>Cohorts and feature tables as ML.NET data: <c>ml.Data.LoadCohort</c>.</summary>
/// <remarks>
/// The view has one row a patient in the order of the cohort, which every pass keeps (it does not shuffle):
/// <list type="bullet">
/// <item><c>PatientId</c> and <c>Site</c>: text.</item>
/// <item><c>Time</c>: Single, the unit of the endpoint; NaN without an outcome.</item>
/// <item><c>Event</c>: Single for ML.NET's sake, the code as a whole number (0 censored, 1 the event, above 1 competing); NaN without an outcome.</item>
/// <item><c>Clinical</c>: vector of the schema's feature columns known at the time asked for, then the columns of tables whose modality is
/// <c>Clinical</c>. Logarithms are taken (<c>log_afp</c>), categories are indicators (<c>bclc_A</c>) against a reference level.</item>
/// <item>one vector for each other modality, the tables of the same modality side by side.</item>
/// </list>
/// Vectors have a known size and slot names. Missing values are NaN, as is the whole row of a patient without a row in a table; leave such
/// patients out, on record, with <c>cohort.Exclude(table.MissingFrom(cohort))</c>.
/// </remarks>
public static class CohortDataCatalog
{
    private static readonly string[] Scalars = ["PatientId", "Site", "Time", "Event"];

    extension(DataOperationsCatalog catalog)
    {
        /// <summary>Joins a cohort and feature tables into a data view.</summary>
        /// <param name="cohort">The patients.</param>
        /// <param name="availability">Pre for what is known before surgery, Post for everything.</param>
        /// <param name="tables">The feature tables; a row of a patient who is not in the cohort is not used.</param>
        /// <exception cref="AvailabilityException">A table known only after surgery was given for Pre.</exception>
        /// <exception cref="ArgumentException">Two tables of one modality share a feature name.</exception>
        public IDataView LoadCohort(Cohort cohort, Availability availability, params IReadOnlyList<FeatureTable> tables) =>
            catalog.LoadCohort(cohort, availability, new CohortDataOptions(), tables);

        /// <summary>Joins a cohort and feature tables into a data view, with a choice of clinical columns.</summary>
        /// <param name="cohort">The patients.</param>
        /// <param name="availability">Pre for what is known before surgery, Post for everything.</param>
        /// <param name="options">Which clinical columns.</param>
        /// <param name="tables">The feature tables; a row of a patient who is not in the cohort is not used.</param>
        /// <exception cref="AvailabilityException">A column or table known only after surgery was asked for under Pre.</exception>
        /// <exception cref="ArgumentException">Two tables of one modality share a feature name, or a column does not exist or is absent from the file.</exception>
        public IDataView LoadCohort(Cohort cohort, Availability availability, CohortDataOptions options, params IReadOnlyList<FeatureTable> tables)
        {
            ArgumentNullException.ThrowIfNull(catalog);
            ArgumentNullException.ThrowIfNull(cohort);
            ArgumentNullException.ThrowIfNull(options);
            ArgumentNullException.ThrowIfNull(tables);
            foreach (var table in tables.Where(t => t.Availability > availability))
            {
                throw new AvailabilityException($"table '{table.Name}' is known only after surgery and cannot be used in a preoperative data set");
            }

            var builder = new CohortDataView.Builder(cohort.Count);
            builder.AddText("PatientId", cohort.Patients.Select(p => p.Id));
            builder.AddText("Site", cohort.Patients.Select(p => p.Site));
            builder.AddSingle("Time", cohort.Patients.Select(p => (float)(p.Outcome?.Time ?? double.NaN)));
            builder.AddSingle("Event", cohort.Patients.Select(p => p.Outcome?.Event ?? float.NaN));
            foreach (var name in options.NumberColumns)
            {
                ClinicalEncoder.RequireNumber(cohort, availability, name, options.AllowAbsentColumns);
                builder.AddSingle(name, cohort.Patients.Select(p => (float)p[name]));
            }

            var clinical = ClinicalEncoder.Encode(cohort, availability, options);
            foreach (var modality in tables.Prepend(clinical).GroupBy(t => t.Modality, StringComparer.Ordinal))
            {
                AddModality(builder, cohort, modality.Key, [.. modality.Where(t => t.Columns.Count > 0)]);
            }

            return builder.Build();
        }

        /// <summary>Joins a cohort and all tables of a store that the availability allows into a data view.</summary>
        /// <param name="cohort">The patients.</param>
        /// <param name="availability">Pre for what is known before surgery, Post for everything.</param>
        /// <param name="store">The store.</param>
        public IDataView LoadCohort(Cohort cohort, Availability availability, FeatureStore store)
        {
            ArgumentNullException.ThrowIfNull(store);
            return catalog.LoadCohort(cohort, availability, [.. store.TableNames.Select(store.Load).Where(t => t.Availability <= availability)]);
        }
    }

    private static void AddModality(CohortDataView.Builder builder, Cohort cohort, string modality, FeatureTable[] tables)
    {
        if (tables.Length == 0)
        {
            return;
        }

        if (Scalars.Contains(modality, StringComparer.Ordinal))
        {
            throw new ArgumentException($"table '{tables[0].Name}': '{modality}' is the name of another column and cannot be a modality", nameof(tables));
        }

        var owner = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var table in tables)
        {
            foreach (var column in table.Columns)
            {
                if (!owner.TryAdd(column.Name, table.Name))
                {
                    throw new ArgumentException($"feature '{column.Name}' of modality '{modality}' is in table '{owner[column.Name]}' and in '{table.Name}'", nameof(tables));
                }
            }
        }

        var width = owner.Count;
        var values = new float[checked(cohort.Count * width)];
        values.AsSpan().Fill(float.NaN);
        var offset = 0;
        foreach (var table in tables)
        {
            for (var i = 0; i < cohort.Count; i++)
            {
                if (table.IndexOf(cohort.Patients[i].Id) is var row && row >= 0)
                {
                    var target = values.AsSpan((i * width) + offset, table.Columns.Count);
                    var source = table.Row(row);
                    for (var j = 0; j < source.Length; j++)
                    {
                        target[j] = (float)source[j];
                    }
                }
            }

            offset += table.Columns.Count;
        }

        builder.AddVector(modality, [.. tables.SelectMany(t => t.Columns).Select(c => c.Name)], values);
    }
}

using System.Globalization;
using HccRisk.Core.Columns;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Core.Naming;
using HccRisk.Core.Notebooks;
using HccRisk.Core.Storage;

namespace HccRisk.Cohorts.Tables;

/// <summary>Named features of patients: one row a patient, one column a feature, with where they come from. Immutable.</summary>
[TypeFormatterSource(typeof(FeatureTableFormatter))]
public sealed class FeatureTable
{
    private readonly Dictionary<string, int> _rows;
    private readonly double[] _values;

    /// <summary>Creates a table.</summary>
    /// <param name="name">Name, unique in a store: letters, digits, underscore, hyphen and dot.</param>
    /// <param name="modality">Name of the vector column it becomes in an <c>IDataView</c> (<c>Clinical</c>, <c>Radiomics</c>, <c>Pathomics</c>).</param>
    /// <param name="availability">When its values are known.</param>
    /// <param name="columns">The features, names unique.</param>
    /// <param name="patientIds">The patients, unique, in row order.</param>
    /// <param name="values">Values row by row, <c>patientIds.Count x columns.Count</c>; NaN where undefined. Not copied.</param>
    /// <param name="provenance">Where they come from.</param>
    /// <exception cref="ArgumentException">A name is unusable or repeated, or the sizes do not agree.</exception>
    public FeatureTable(
        string name,
        string modality,
        Availability availability,
        IReadOnlyList<FeatureColumn> columns,
        IReadOnlyList<string> patientIds,
        double[] values,
        FeatureProvenance provenance)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(patientIds);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(provenance);
        RequireName(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(modality);
        if (ColumnFault(columns) is { } fault)
        {
            throw new ArgumentException($"table '{name}': {fault}", nameof(columns));
        }

        if (values.LongLength != (long)patientIds.Count * columns.Count)
        {
            throw new ArgumentException($"table '{name}': {values.LongLength} values for {patientIds.Count} patients x {columns.Count} columns", nameof(values));
        }

        _rows = new Dictionary<string, int>(patientIds.Count, StringComparer.Ordinal);
        for (var i = 0; i < patientIds.Count; i++)
        {
            if (!_rows.TryAdd(patientIds[i], i))
            {
                throw new ArgumentException($"table '{name}': patient '{patientIds[i]}' has two rows", nameof(patientIds));
            }
        }

        Name = name;
        Modality = modality;
        Availability = availability;
        Columns = columns;
        PatientIds = patientIds;
        _values = values;
        Provenance = provenance;
    }

    /// <summary>Name, unique in a store.</summary>
    public string Name { get; }

    /// <summary>Name of the vector column it becomes.</summary>
    public string Modality { get; }

    /// <summary>When its values are known.</summary>
    public Availability Availability { get; }

    /// <summary>The features.</summary>
    public IReadOnlyList<FeatureColumn> Columns { get; }

    /// <summary>The patients, in row order.</summary>
    public IReadOnlyList<string> PatientIds { get; }

    /// <summary>Where the values come from.</summary>
    public FeatureProvenance Provenance { get; }

    /// <summary>What is on record about rows besides their values, at most one a patient; empty when the extractor says nothing.</summary>
    public IReadOnlyList<PatientRemark> Remarks { get; init; } = [];

    /// <summary>All values, row by row.</summary>
    public ReadOnlyMemory<double> Values => _values;

    /// <summary>The values of one row.</summary>
    /// <param name="row">From 0.</param>
    public ReadOnlySpan<double> Row(int row) => _values.AsSpan(checked(row * Columns.Count), Columns.Count);

    /// <summary>The row of a patient, or -1.</summary>
    /// <param name="patientId">The identifier.</param>
    public int IndexOf(string patientId) => _rows.TryGetValue(patientId, out var row) ? row : -1;

    /// <summary>The values of a feature over the rows.</summary>
    /// <param name="name">Name of the feature.</param>
    /// <exception cref="ArgumentException">The table has no such feature; the message has the nearest names.</exception>
    public double[] Column(string name)
    {
        for (var j = 0; j < Columns.Count; j++)
        {
            if (string.Equals(Columns[j].Name, name, StringComparison.Ordinal))
            {
                var column = new double[PatientIds.Count];
                for (var i = 0; i < column.Length; i++)
                {
                    column[i] = _values[(i * Columns.Count) + j];
                }

                return column;
            }
        }

        throw new ArgumentException($"table '{Name}' has no feature '{name}'{NearestNames.Hint(name, Columns.Select(c => c.Name))}", nameof(name));
    }

    /// <summary>The patients of a cohort without a row here, as exclusions at the stage of this table: for <see cref="Cohort.Exclude"/>.</summary>
    /// <param name="cohort">The cohort.</param>
    public IReadOnlyList<Exclusion> MissingFrom(Cohort cohort)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        return [.. cohort.Patients.Where(p => IndexOf(p.Id) < 0).Select(p => new Exclusion(p.Id, Name, $"no {Name} features"))];
    }

    /// <summary>Writes the table as Parquet: <c>patient_id</c>, then a double column a feature; everything else in the key-value metadata, with a checksum.</summary>
    /// <param name="path">The file; an existing one is replaced in one step.</param>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var remarks = Remarks.ToDictionary(r => r.PatientId, StringComparer.Ordinal);
        ParquetTable.Write(path, new StoredRows(
            TableHeader.Of(this), [.. PatientIds], Keys: null, _values, [], remarks.Count == 0 ? [] : [.. PatientIds.Select(remarks.GetValueOrDefault)]));
    }

    /// <summary>
    /// Writes the values as CSV for other software: <c>patient_id</c>, then a column a feature; shortest decimal that gives the same double, an
    /// empty cell for NaN.
    /// </summary>
    /// <param name="path">The file; an existing one is replaced in one step.</param>
    public void SaveCsv(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        AtomicFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
            WriteCsv(writer);
        });
    }

    /// <summary>
    /// Writes how the images of each patient came about (<see cref="PatientRemark.Provenance"/>) as CSV: <c>patient_id</c>, then a column a key in the order they are first
    /// met; an empty cell for what is not known.
    /// </summary>
    /// <param name="path">The file; an existing one is replaced in one step.</param>
    public void SaveProvenanceCsv(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var known = Remarks.ToDictionary(r => r.PatientId, r => r.Provenance, StringComparer.Ordinal);
        string[] keys = [.. PatientIds.SelectMany(id => known.TryGetValue(id, out var of) ? of.Keys : []).Distinct(StringComparer.Ordinal)];
        AtomicFile.WriteText(path, CsvText.Of(
            [.. keys.Prepend("patient_id")],
            PatientIds.Select(id => (object?[])[id, .. keys.Select(key => known.TryGetValue(id, out var of) ? of.GetValueOrDefault(key) : null)])));
    }

    private void WriteCsv(StreamWriter writer)
    {
        writer.WriteLine(string.Join(',', Columns.Select(c => c.Name).Prepend("patient_id")));
        for (var i = 0; i < PatientIds.Count; i++)
        {
            writer.Write(CsvCell(PatientIds[i]));
            foreach (var value in Row(i))
            {
                writer.Write(',');
                writer.Write(double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture));
            }

            writer.WriteLine();
        }
    }

    /// <summary>Reads a table written by <see cref="Save"/> or by a store.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not such a table, or is damaged.</exception>
    /// <exception cref="UnreadableStoreException">The file cannot be read now.</exception>
    public static FeatureTable Load(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            return ParquetTable.Read(path).ToTable();
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"'{path}' is not a feature table: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static string CsvCell(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    internal static void RequireName(string name)
    {
        if (NameFault(name) is { } fault)
        {
            throw new ArgumentException(fault, nameof(name));
        }
    }

    internal static string? NameFault(string name) =>
        string.IsNullOrEmpty(name) || name[0] == '.' || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')
            ? $"table name '{name}' is not made of letters, digits, underscore, hyphen and dot"
            : null;

    internal static string? ColumnFault(IReadOnlyList<FeatureColumn> columns)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { ParquetTable.IdColumn, ParquetTable.KeyColumn, ParquetTable.StampColumn };
        var fault = columns.FirstOrDefault(c => string.IsNullOrWhiteSpace(c.Name) || !seen.Add(c.Name));
        return fault is null ? null : $"feature name '{fault.Name}' is empty, reserved or repeated";
    }
}

using HccRisk.Core.Csv;
using HccRisk.Core.Errors;

namespace HccRisk.Features.Agreement;

/// <summary>Features of patients measured several times: test and retest, two readers, perturbations of an image.</summary>
public sealed class RepeatedFeatures
{
    /// <summary>Heading of the column of patients.</summary>
    public const string PatientColumn = "patient_id";

    /// <summary>Heading of the column that tells the repeats of a patient apart.</summary>
    public const string RepeatColumn = "repeat";

    private readonly double[] _values;
    private readonly Dictionary<string, int> _rows;
    private readonly Dictionary<string, int> _columns;

    /// <summary>Makes a table.</summary>
    /// <param name="names">Names of the features.</param>
    /// <param name="patients">Patients, each once.</param>
    /// <param name="repeats">Names of the repeats, 2 or more, the same for every patient.</param>
    /// <param name="values">Patient by patient, repeat by repeat, feature by feature; NaN where missing.</param>
    /// <exception cref="ArgumentException">The counts do not fit, or a name is there twice.</exception>
    public RepeatedFeatures(IReadOnlyList<string> names, IReadOnlyList<string> patients, IReadOnlyList<string> repeats, double[] values)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(patients);
        ArgumentNullException.ThrowIfNull(repeats);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(repeats.Count, 2, nameof(repeats));
        if (values.LongLength != (long)names.Count * patients.Count * repeats.Count)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{values.Length} values are not {patients.Count} patients x {repeats.Count} repeats x {names.Count} features."), nameof(values));
        }

        (Names, Patients, Repeats, _values) = (names, patients, repeats, values);
        (_rows, _columns) = (Indices(patients, nameof(patients)), Indices(names, nameof(names)));
    }

    /// <summary>Names of the features.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The patients.</summary>
    public IReadOnlyList<string> Patients { get; }

    /// <summary>Names of the repeats.</summary>
    public IReadOnlyList<string> Repeats { get; }

    /// <summary>Patients who lack a repeat, and so are not in the table.</summary>
    public IReadOnlyList<Exclusion> Exclusions { get; init; } = [];

    /// <summary>Reads CSV files: one with a column <c>repeat</c>, or one for each repeat (test and retest, a reader each) of the same features.</summary>
    /// <param name="paths">The files. Each has a column <c>patient_id</c>; every other column is a feature, a number or empty (<c>NaN</c>, <c>NA</c>).</param>
    /// <exception cref="TableFormatException">A file cannot be read or is named twice, or the files do not fit each other; the message names file, line and column.</exception>
    public static RepeatedFeatures Read(params IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentOutOfRangeException.ThrowIfZero(paths.Count, nameof(paths));
        if (paths.GroupBy(Path.GetFullPath, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } same)
        {
            throw new TableFormatException($"repeats '{same.First()}' are named twice: a file agrees with itself");
        }

        return new RepeatedFeaturesReader([.. paths.Select(p => CsvTable.Read(p, "repeats"))]).Read();
    }

    /// <summary>The values of a feature, patient by patient, repeat by repeat.</summary>
    /// <param name="name">Name of the feature.</param>
    /// <param name="patients">The patients wanted, of which those in the table are taken; null for all.</param>
    /// <exception cref="ArgumentException">There is no such feature.</exception>
    public double[] ValuesOf(string name, IEnumerable<string>? patients = null)
    {
        if (!_columns.TryGetValue(name, out var column))
        {
            throw new ArgumentException($"There are no repeats of feature '{name}'{Core.Naming.NearestNames.Hint(name, Names)}.", nameof(name));
        }

        return [.. RowsOf(patients).SelectMany(row => Enumerable.Range(0, Repeats.Count).Select(r => _values[(((row * Repeats.Count) + r) * Names.Count) + column]))];
    }

    /// <summary>Whether there are repeats of a feature.</summary>
    /// <param name="name">Name of the feature.</param>
    public bool Has(string name) => _columns.ContainsKey(name);

    /// <summary>How well the repeats of each feature agree.</summary>
    /// <param name="patients">The patients wanted, of which those in the table are taken; null for all.</param>
    /// <param name="level">Confidence level of the limits.</param>
    public IReadOnlyList<FeatureAgreement> Measure(IEnumerable<string>? patients = null, double level = 0.95)
    {
        string[]? wanted = patients is null ? null : [.. patients];
        return [.. Names.Select(name => new FeatureAgreement(name, RepeatAgreement.Of(ValuesOf(name, wanted), Repeats.Count, level)))];
    }

    /// <summary>The table as CSV, which <see cref="Read"/> reads.</summary>
    public string ToCsv() => CsvText.Of(
        [PatientColumn, RepeatColumn, .. Names],
        Patients.SelectMany((patient, row) => Repeats.Select((repeat, r) =>
            _values.AsSpan(((row * Repeats.Count) + r) * Names.Count, Names.Count).ToArray().Select(v => double.IsNaN(v) ? null : (object)v).Prepend(repeat).Prepend(patient))));

    private IEnumerable<int> RowsOf(IEnumerable<string>? patients) => patients is null
        ? Enumerable.Range(0, Patients.Count)
        : patients.Distinct(StringComparer.Ordinal).Where(_rows.ContainsKey).Select(p => _rows[p]).Order();

    private static Dictionary<string, int> Indices(IReadOnlyList<string> names, string what)
    {
        var indices = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (i, name) in names.Index())
        {
            if (!indices.TryAdd(name, i))
            {
                throw new ArgumentException($"'{name}' is there twice.", what);
            }
        }

        return indices;
    }
}

using System.Globalization;

namespace HccRisk.Cohorts;

/// <summary>One patient: identifier, site, clinical values, outcome, and references to files. Nothing is loaded from the files.</summary>
public sealed class Patient
{
    private readonly CohortShape _shape;
    private readonly double[] _values;

    internal Patient(string id, string site, CohortShape shape, double[] values, IReadOnlyList<PatientFile> files, PatientOutcome? outcome)
    {
        Id = id;
        Site = site;
        _shape = shape;
        _values = values;
        Files = files;
        Outcome = outcome;
    }

    /// <summary>The identifier, unique within a cohort.</summary>
    public string Id { get; }

    /// <summary>The site; empty when the cohort has no site column or the cell is empty.</summary>
    public string Site { get; }

    /// <summary>The outcome; null when the cohort was loaded without one.</summary>
    public PatientOutcome? Outcome { get; }

    /// <summary>The files of the manifest, in its order.</summary>
    public IReadOnlyList<PatientFile> Files { get; }

    /// <summary>
    /// A clinical value: a number in the column's unit, 0 or 1 of a binary column, the index in <see cref="CohortColumn.Categories"/>
    /// of a categorical one; NaN when missing or when the file does not have the column.
    /// </summary>
    /// <param name="column">Canonical name.</param>
    /// <exception cref="ArgumentException">The schema has no such column.</exception>
    public double this[string column] => _values[_shape.IndexOf(column)];

    /// <summary>Whether the clinical file has a column.</summary>
    /// <param name="column">Canonical name.</param>
    public bool Has(string column) => _shape.Has(column);

    /// <summary>The files of one kind, in the order of the manifest.</summary>
    /// <param name="kind">The kind.</param>
    public IEnumerable<PatientFile> FilesOf(PatientFileKind kind) => Files.Where(f => f.Kind == kind);

    /// <summary>The file of a kind and name, or null.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="name">The name; upper and lower case are not told apart.</param>
    public PatientFile? File(PatientFileKind kind, string name) =>
        Files.FirstOrDefault(f => f.Kind == kind && string.Equals(f.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The identifier.</summary>
    public override string ToString() => Id;

    /// <summary>A value as text: the category, or the number; empty when missing.</summary>
    internal string Text(string column)
    {
        var i = _shape.IndexOf(column);
        var value = _values[i];
        return double.IsNaN(value) ? ""
            : _shape.Columns[i].Kind == ColumnKind.Categorical ? _shape.Columns[i].Categories[(int)value]
            : value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The columns of <see cref="Values"/>.</summary>
    internal IReadOnlyList<CohortColumn> Columns => _shape.Columns;

    /// <summary>The values of all columns, those of the endpoint too; NaN where missing.</summary>
    internal double[] Values => _values;

    internal Patient WithOutcome(PatientOutcome? outcome) => new(Id, Site, _shape, _values, Files, outcome);

    internal Patient WithFiles(IReadOnlyList<PatientFile> files) => new(Id, Site, _shape, _values, files, Outcome);
}

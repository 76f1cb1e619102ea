using System.Globalization;

namespace HccRisk.Cohorts;

/// <summary>One patient: identifier, site, clinical values, outcome, and references to files. Nothing is loaded from the files.</summary>
public sealed class Patient
{
    private readonly CohortShape _shape;
    private readonly double[][] _columns;
    private readonly int _row;

    /// <param name="id">The identifier.</param>
    /// <param name="site">The site.</param>
    /// <param name="shape">The columns.</param>
    /// <param name="columns">The values of each column over all rows of the file, shared by the patients.</param>
    /// <param name="row">The row of the patient in them.</param>
    /// <param name="files">The files.</param>
    /// <param name="outcome">The outcome.</param>
    internal Patient(string id, string site, CohortShape shape, double[][] columns, int row, IReadOnlyList<PatientFile> files, PatientOutcome? outcome)
    {
        Id = id;
        Site = site;
        _shape = shape;
        _columns = columns;
        _row = row;
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
    /// of a categorical one, days since 1970-01-01 of a date; NaN when missing or when the file does not have the column.
    /// </summary>
    /// <param name="column">Canonical name.</param>
    /// <exception cref="ArgumentException">The schema has no such column.</exception>
    public double this[string column] => Value(_shape.IndexOf(column));

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
        var value = Value(i);
        return double.IsNaN(value) ? ""
            : _shape.Columns[i].Kind == ColumnKind.Categorical ? _shape.Columns[i].Categories[(int)value]
            : _shape.Columns[i].Kind == ColumnKind.Date ? ClinicalDay.Text(value)
            : value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The columns, in the order of <see cref="Value"/>.</summary>
    internal IReadOnlyList<CohortColumn> Columns => _shape.Columns;

    /// <summary>The value of a column, those of the endpoint too; NaN where missing.</summary>
    internal double Value(int column) => _columns[column][_row];

    internal Patient WithOutcome(PatientOutcome? outcome) => new(Id, Site, _shape, _columns, _row, Files, outcome);

    internal Patient WithFiles(IReadOnlyList<PatientFile> files) => new(Id, Site, _shape, _columns, _row, files, Outcome);
}

namespace HccRisk.Core.Cohorts;

/// <summary>
/// Patients with clinical values, outcomes and file references; who was left out while reading, and why. Immutable.
/// </summary>
public sealed class Cohort
{
    private readonly CohortShape _shape;

    internal Cohort(CohortShape shape, IReadOnlyList<Patient> patients, IReadOnlyList<Exclusion> exclusions, IReadOnlyList<string> notes)
    {
        _shape = shape;
        Patients = patients;
        Exclusions = exclusions;
        Notes = notes;
    }

    /// <summary>The schema the cohort was read with.</summary>
    public CohortSchema Schema => _shape.Schema;

    /// <summary>The patients, in the order of the clinical file.</summary>
    public IReadOnlyList<Patient> Patients { get; }

    /// <summary>Who was left out so far, and why; one entry a patient (or row).</summary>
    public IReadOnlyList<Exclusion> Exclusions { get; }

    /// <summary>What a reader should know that excludes nobody: absent optional columns, flagged values, unknown columns.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Number of patients.</summary>
    public int Count => Patients.Count;

    /// <summary>The sites of the patients, in order of first appearance.</summary>
    public IReadOnlyList<string> Sites => [.. Patients.Select(p => p.Site).Distinct(StringComparer.Ordinal)];

    /// <summary>Whether every patient has an outcome.</summary>
    public bool HasOutcomes => Patients.All(p => p.Outcome is not null);

    /// <summary>
    /// Reads a cohort. Problems of the file as a whole throw; problems of one patient (a value that is not a number, implausible or missing,
    /// a missing file, an id used twice, follow-up that contradicts itself) become <see cref="Exclusions"/> and the reading goes on.
    /// </summary>
    /// <param name="clinicalCsv">
    /// Clinical file, one row a patient; UTF-8, comma-, semicolon- or tab-separated, decimal point. An empty cell or <c>NA</c> is a missing value.
    /// </param>
    /// <param name="schema">What the columns mean. Columns it does not name are ignored.</param>
    /// <param name="manifestCsv">
    /// Files of the patients in long form: columns <c>patient_id</c>, <c>kind</c> (mri, mask, reference_mask, organ_mask, slide), <c>name</c>,
    /// <c>path</c> (relative to the manifest) and optionally <c>label</c> (a voxel value of a mask); null when there are none.
    /// </param>
    /// <param name="options">How to read; null for the defaults.</param>
    /// <exception cref="CohortFormatException">A file is absent, a required column is missing or misspelt, no patient is left, or the schema is impossible.</exception>
    public static Cohort Load(string clinicalCsv, CohortSchema schema, string? manifestCsv = null, CohortLoadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(clinicalCsv);
        ArgumentNullException.ThrowIfNull(schema);
        schema.Validate();
        var cohort = CohortReader.Read(clinicalCsv, schema, options ?? new CohortLoadOptions());
        cohort = manifestCsv is null ? cohort : ManifestReader.Attach(cohort, manifestCsv);
        return cohort.Count > 0
            ? cohort
            : throw new CohortFormatException($"'{clinicalCsv}': no patient is left of {cohort.Exclusions.Count}; the first was excluded because {cohort.Exclusions[0].Reason}");
    }

    /// <summary>Whether the clinical file has a column.</summary>
    /// <param name="column">Canonical name.</param>
    public bool Has(string column) => _shape.Has(column);

    /// <summary>The values of a column over the patients, as in <see cref="Patient.this[string]"/>.</summary>
    /// <param name="column">Canonical name.</param>
    /// <exception cref="ArgumentException">The schema has no such column.</exception>
    public double[] Column(string column) => [.. Patients.Select(p => p[column])];

    /// <summary>The patient with an identifier, or null.</summary>
    /// <param name="id">The identifier.</param>
    public Patient? Find(string id) => Patients.FirstOrDefault(p => string.Equals(p.Id, id, StringComparison.Ordinal));

    /// <summary>A part of the cohort, for example one site. Nobody is recorded as excluded; the exclusions so far are kept.</summary>
    /// <param name="keep">Whether a patient belongs to the part.</param>
    public Cohort Where(Func<Patient, bool> keep)
    {
        ArgumentNullException.ThrowIfNull(keep);
        return new Cohort(_shape, [.. Patients.Where(keep)], Exclusions, Notes);
    }

    /// <summary>The cohort without some patients, who are added to <see cref="Exclusions"/>.</summary>
    /// <param name="exclusions">Whom and why; an identifier that is not in the cohort is ignored, the first reason of a patient counts.</param>
    public Cohort Exclude(IEnumerable<Exclusion> exclusions)
    {
        ArgumentNullException.ThrowIfNull(exclusions);
        var present = Patients.Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
        var added = exclusions.Where(e => present.Remove(e.PatientId)).ToArray();
        return added.Length == 0
            ? this
            : new Cohort(_shape, [.. Patients.Where(p => present.Contains(p.Id))], [.. Exclusions, .. added], Notes);
    }

    internal Cohort With(IReadOnlyList<Patient> patients, IEnumerable<Exclusion> added, IEnumerable<string> notes) =>
        new(_shape, patients, [.. Exclusions, .. added], [.. Notes, .. notes]);
}

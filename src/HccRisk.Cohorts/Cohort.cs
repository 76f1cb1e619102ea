using HccRisk.Cohorts.Privacy;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Core.Notebooks;

namespace HccRisk.Cohorts;

/// <summary>
/// Patients with clinical values, outcomes and file references; who was left out while reading, and why. Immutable.
/// </summary>
[TypeFormatterSource(typeof(CohortFormatter))]
public sealed class Cohort
{
    private const int OverlapNotes = 20;

    private static readonly double[][] NoValues = [[double.NaN]];

    private readonly CohortShape _shape;

    internal Cohort(CohortShape shape, IReadOnlyList<Patient> patients, IReadOnlyList<Exclusion> exclusions, IReadOnlyList<string> notes, IReadOnlyList<PatientOverlap>? overlaps = null)
    {
        _shape = shape;
        Patients = patients;
        Exclusions = exclusions;
        Notes = notes;
        Overlaps = overlaps ?? [];
    }

    /// <summary>The schema the cohort was read with.</summary>
    public CohortSchema Schema => _shape.Schema;

    /// <summary>The patients, in the order of the clinical file.</summary>
    public IReadOnlyList<Patient> Patients { get; }

    /// <summary>Who was left out so far, and why; one entry a patient (or row).</summary>
    public IReadOnlyList<Exclusion> Exclusions { get; }

    /// <summary>What a reader should know that excludes nobody: absent optional columns, flagged values, unknown columns.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>
    /// Patients that may be in the cohort twice, or share a file, as found when it was read (a file given for both, copies, rows that agree in every value).
    /// Each is a note as well. One of them may have been left out since.
    /// </summary>
    public IReadOnlyList<PatientOverlap> Overlaps { get; }

    /// <summary>Every patient of the clinical file in its order, those left out included; an identifier used twice is there once. Empty without a clinical file.</summary>
    public IReadOnlyList<ListedPatient> Listed { get; internal init; } = [];

    /// <summary>
    /// Patients who are here without images, or without slides, because a file of them cannot be used; empty unless <see cref="CohortLoadOptions.KeepWithoutFiles"/>
    /// asks for it. One entry a patient and kind; some may have been left out since.
    /// </summary>
    public IReadOnlyList<FileFault> FileFaults { get; internal init; } = [];

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
    /// Clinical file, one row a patient: text or a workbook, as <see cref="HccRisk.Core.Tables.Table.Read"/> takes it. An empty cell or <c>NA</c> is a missing value.
    /// </param>
    /// <param name="schema">What the columns mean. Columns it does not name are ignored.</param>
    /// <param name="manifestCsv">
    /// Files of the patients in long form: columns <c>patient_id</c>, <c>kind</c> (mri, mask, reference_mask, organ_mask, slide), <c>name</c>,
    /// <c>path</c> (relative to the manifest) and optionally <c>label</c> (a voxel value of a mask), <c>mpp</c> and <c>objective</c> (micrometres per
    /// pixel of a slide, or its objective); null when there are none.
    /// </param>
    /// <param name="options">How to read; null for the defaults.</param>
    /// <exception cref="TableFormatException">A file is absent, a required column is missing or misspelt, no patient is left, or the schema is impossible.</exception>
    public static Cohort Load(string clinicalCsv, CohortSchema schema, string? manifestCsv = null, CohortLoadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(clinicalCsv);
        ArgumentNullException.ThrowIfNull(schema);
        schema.Validate();
        options ??= new CohortLoadOptions();
        var cohort = CohortReader.Read(clinicalCsv, schema, options);
        cohort = manifestCsv is null ? cohort : ManifestReader.Attach(cohort, manifestCsv, options);
        return cohort.Count > 0
            ? cohort.WithOverlaps()
            : throw new TableFormatException($"'{clinicalCsv}': no patient is left of {cohort.Exclusions.Count}: {FilePlaces.HidePaths(ExclusionCounts.Text(cohort.Exclusions))}")
            {
                Exclusions = cohort.Exclusions,
            };
    }

    /// <summary>Reads a cohort that has files and nothing else: for extraction before, or without, clinical data.</summary>
    /// <param name="manifestCsv">A manifest as in <see cref="Load"/>; its patients, in order of first appearance, are the cohort.</param>
    /// <param name="options">How to read; null for the defaults.</param>
    /// <exception cref="TableFormatException">The manifest is absent, misses a column, or no patient is left.</exception>
    public static Cohort LoadFiles(string manifestCsv, CohortLoadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(manifestCsv);
        var table = CsvTable.Read(manifestCsv, "manifest");
        var id = table.IndexOf("patient_id");
        var ids = id < 0 ? [] : table.Rows.Select(r => id < r.Cells.Count ? r.Cells[id] : "").Where(c => c.Length > 0).Distinct(StringComparer.Ordinal);
        var cohort = ManifestReader.Attach(OfFiles(ids.Select(i => KeyValuePair.Create(i, (IReadOnlyList<PatientFile>)[]))), manifestCsv, options ?? new CohortLoadOptions());
        return cohort.Count > 0
            ? cohort.WithOverlaps()
            : throw new TableFormatException($"'{manifestCsv}': no patient is left{(cohort.Exclusions.Count > 0 ? $": {FilePlaces.HidePaths(ExclusionCounts.Text(cohort.Exclusions))}" : "")}");
    }

    /// <summary>A cohort of patients with files and nothing else; who has one file as an image and as a mask is excluded.</summary>
    /// <param name="files">The patients and their files, in order.</param>
    /// <param name="exclusions">Who was left out so far; null for nobody.</param>
    /// <exception cref="ArgumentException">An identifier is empty or used twice.</exception>
    public static Cohort OfFiles(IEnumerable<KeyValuePair<string, IReadOnlyList<PatientFile>>> files, IEnumerable<Exclusion>? exclusions = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        CohortColumn[] columns = [new("patient_id", ColumnKind.Id)];
        var shape = new CohortShape(new CohortSchema { Name = "files", Columns = columns }, columns, [true]);
        var patients = files.Select(f => new Patient(f.Key, "", shape, NoValues, 0, f.Value, null)).ToArray();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return patients.FirstOrDefault(p => string.IsNullOrWhiteSpace(p.Id) || !seen.Add(p.Id)) is { } fault
            ? throw new ArgumentException($"patient identifier '{fault.Id}' is empty or used twice", nameof(files))
            : new Cohort(shape, patients, [.. exclusions ?? []], []).Exclude(patients.Select(p => FileOverlaps.ImageAsMask(p.Id, p.Files)).OfType<Exclusion>());
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
        return new Cohort(_shape, [.. Patients.Where(keep)], Exclusions, Notes, Overlaps) { Listed = Listed, FileFaults = FileFaults };
    }

    /// <summary>What the notes say of one patient: flagged values, another patient who may be the same or has the same file, one file in two roles. No paths.</summary>
    /// <param name="patientId">The patient.</param>
    /// <returns>One line each; empty when there is nothing to say.</returns>
    public IReadOnlyList<string> RemarksOf(string patientId) =>
    [
        .. Notes.Where(note => note.StartsWith($"patient {patientId}: ", StringComparison.Ordinal)),
        .. Overlaps.Where(o => string.Equals(o.First, patientId, StringComparison.Ordinal) || string.Equals(o.Second, patientId, StringComparison.Ordinal)).Select(o => o.Reason),
        .. FileOverlaps.TwoRoles([.. Patients.Where(p => string.Equals(p.Id, patientId, StringComparison.Ordinal))]),
    ];

    /// <summary>The cohort without some patients, who are added to <see cref="Exclusions"/>.</summary>
    /// <param name="exclusions">Whom and why; an identifier that is not in the cohort is ignored, the first reason of a patient counts.</param>
    public Cohort Exclude(IEnumerable<Exclusion> exclusions)
    {
        ArgumentNullException.ThrowIfNull(exclusions);
        var present = Patients.Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
        var added = exclusions.Where(e => present.Remove(e.PatientId)).ToArray();
        return added.Length == 0
            ? this
            : new Cohort(_shape, [.. Patients.Where(p => present.Contains(p.Id))], [.. Exclusions, .. added], Notes, Overlaps) { Listed = Listed, FileFaults = FileFaults };
    }

    /// <summary>The same patients under another endpoint that reads the same columns, for a sensitivity analysis.</summary>
    /// <param name="endpoint">The endpoint, such as one of <see cref="EndpointDefinition.Alternatives"/>.</param>
    /// <returns>The cohort with its outcomes; patients that have none under it are excluded with the reason.</returns>
    /// <exception cref="ArgumentException">The endpoint reads a column the cohort was not read with.</exception>
    public Cohort WithEndpoint(EndpointDefinition endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        if (endpoint.Columns.FirstOrDefault(c => _shape.Columns.All(own => !string.Equals(own.Name, c.Name, StringComparison.Ordinal))) is { } unread)
        {
            throw new ArgumentException($"the cohort was read without column '{unread.Name}' of the endpoint", nameof(endpoint));
        }

        var patients = new List<Patient>(Count);
        var excluded = new List<Exclusion>();
        foreach (var patient in Patients)
        {
            if (endpoint.TryAssign(patient, out var outcome) is { } fault)
            {
                excluded.Add(new Exclusion(patient.Id, Exclusion.Endpoint, fault));
            }
            else
            {
                patients.Add(patient.WithOutcome(outcome));
            }
        }

        return new Cohort(_shape.With(Schema with { Endpoint = endpoint }), patients, [.. Exclusions, .. excluded], Notes, Overlaps) { Listed = Listed, FileFaults = FileFaults };
    }

    internal Cohort With(IReadOnlyList<Patient> patients, IEnumerable<Exclusion> added, IEnumerable<string> notes, IReadOnlyList<FileFault>? faults = null) =>
        new(_shape, patients, [.. Exclusions, .. added], [.. Notes, .. notes], Overlaps) { Listed = Listed, FileFaults = faults ?? FileFaults };

    private Cohort WithOverlaps()
    {
        var overlaps = OverlapFinder.Find(Patients);
        var notes = overlaps.Take(OverlapNotes).Select(o => o.Reason);
        var more = overlaps.Count > OverlapNotes ? [FormattableString.Invariant($"{overlaps.Count - OverlapNotes} further pairs of patients share values or files")] : Array.Empty<string>();
        return new Cohort(_shape, Patients, Exclusions, [.. Notes, .. notes, .. more, .. FileOverlaps.TwoRoles(Patients)], overlaps) { Listed = Listed, FileFaults = FileFaults };
    }
}

using HccRisk.Core.Storage;
using HccRisk.Imaging.Dicom.Identity;
using HccRisk.Imaging.Dicom.Series;

namespace HccRisk.Cohorts.Scanning;

/// <summary>The patients of a folder, and what is missing or odd.</summary>
/// <remarks>
/// No name, no birth date and no date is in it: days to surgery stand for dates, texts of files have the values of identifying elements removed, and
/// <c>[file 17]</c> stands for the 17th file of the folder by the ordinal order of paths, for names of files may name people. The manifest, and what it
/// names, refer to the files by their paths.
/// </remarks>
public sealed class CohortScan
{
    private readonly Redactor _redactor;
    private readonly ExportPlaces _places;

    private CohortScan(
        string folder, CohortScanOptions options, ClinicalDates clinical, Redactor redactor, ExportPlaces places,
        IReadOnlyList<ScannedPatient> patients, IReadOnlyList<ScanIssue> issues, IReadOnlyList<SkippedFile> skipped, IReadOnlyList<IdentityCount> identity)
    {
        Folder = folder;
        Options = options;
        Clinical = clinical;
        _redactor = redactor;
        _places = places;
        Patients = patients;
        Issues = issues;
        Skipped = skipped;
        Identity = identity;
    }

    /// <summary>The folder that was scanned, as a full path.</summary>
    public string Folder { get; }

    /// <summary>Files found in it.</summary>
    public int FileCount => _places.Files.Count;

    /// <summary>The patients that have files, by identifier.</summary>
    public IReadOnlyList<ScannedPatient> Patients { get; }

    /// <summary>What is missing or odd, by patient.</summary>
    public IReadOnlyList<ScanIssue> Issues { get; }

    /// <summary>Files that could not be read, by their numbers (<c>file 17</c>), and why.</summary>
    public IReadOnlyList<SkippedFile> Skipped { get; }

    /// <summary>
    /// The identifying elements that the DICOM files hold. No value of them is written; who passes the files on passes these on. Text drawn into the
    /// pixels (<see cref="IdentityKind.BurnedIn"/>) stays in every volume and picture made of them, so also in those <see cref="Write"/> converts.
    /// </summary>
    public IReadOnlyList<IdentityCount> Identity { get; }

    internal CohortScanOptions Options { get; }

    internal ClinicalDates Clinical { get; }

    /// <summary>
    /// Writes the cohort: <c>manifest.csv</c> and, when a clinical table was named, <c>clinical.csv</c> (the columns of the schema alone, with
    /// <c>mri_interval_days</c> filled in), which <see cref="Cohort.Load"/> reads; the report as <c>report.txt</c>, <c>patients.csv</c>,
    /// <c>issues.csv</c>, <c>series.csv</c> (which can be edited and given as phase file), <c>skipped.csv</c> and <c>identity.csv</c>; and DICOM
    /// segmentations and structure sets as NIfTI masks on the grids of their images.
    /// </summary>
    /// <param name="folder">Where to; files of an earlier scan are replaced.</param>
    /// <param name="convert">
    /// Write the images as NIfTI too, under names that say nothing but identifier and phase; false: small files that refer to the DICOM files.
    /// </param>
    /// <param name="cancellationToken">Checked before each file.</param>
    /// <returns>The scan with what was found in writing added to its issues.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public CohortScan Write(string folder, bool convert = false, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var issues = new CohortScanWriter(this, Path.GetFullPath(folder), convert, _redactor.Finds).WriteFiles(cancellationToken);
        var whole = new CohortScan(
            Folder, Options, Clinical, _redactor, _places, Patients, [.. Ordered(Issues.Concat(issues.Select(Clean)))], Skipped, Identity);
        CohortScanReport.Write(whole, folder);
        return whole;
    }

    /// <summary>The names of the tables and of the report that <see cref="Write"/> makes, beside the folders of converted images.</summary>
    public static IReadOnlyList<string> FileNames { get; } =
        ["manifest.csv", "clinical.csv", "patients.csv", "issues.csv", "series.csv", "skipped.csv", "identity.csv", "report.txt"];

    /// <summary>Writes which number is which file: full paths, a line each. They may name patients: keep it apart from what is passed on.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void WriteLog(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.WriteText(path, string.Concat(_places.Files.Select((file, i) => FormattableString.Invariant($"file {i + 1}: {file}\n"))));
    }

    /// <summary>The report as text: a line a patient, then what is missing or odd.</summary>
    /// <returns>Lines, the last with its end.</returns>
    public override string ToString() => CohortScanReport.Text(this);

    internal static CohortScan Create(
        string root, CohortScanOptions options, ClinicalDates clinical, ExportPlaces places, IReadOnlyList<SkippedFile> skipped,
        PatientMaterial[] materials, (ScannedPatient Patient, IReadOnlyList<ScanIssue> Issues)[] scanned, SeriesIdentity[] identity)
    {
        var kept = options.PseudonymKey is null ? materials.Select(m => m.RawId).Concat(clinical.Ids).ToHashSet(StringComparer.OrdinalIgnoreCase) : [];
        var raw = options.PseudonymKey is null ? [] : materials.Select(m => m.RawId).Concat(clinical.Ids).Select(id => (IdentityKind.Identifier, id));
        var redactor = new Redactor(identity.SelectMany(one => one.Values).Concat(raw), kept);

        IEnumerable<ScanIssue> issues = scanned.SelectMany(one => one.Issues);
        if (clinical.Table is not null)
        {
            var found = materials.Select(m => m.RawId).ToHashSet(StringComparer.Ordinal);
            issues = issues
                .Concat(materials.Where(m => !clinical.Has(m.RawId)).Select(m => new ScanIssue(m.Id, ScanIssueKind.NotInClinicalTable, "in the images, not in the clinical table")))
                .Concat(clinical.Ids.Where(id => !found.Contains(id)).Select(id => new ScanIssue(CohortScanner.Hashed(id, options), ScanIssueKind.NotInImages, "in the clinical table, without any image")));
        }

        var draft = new CohortScan(root, options, clinical, redactor, places, [], [], [], []);
        return new CohortScan(
            root,
            options,
            clinical,
            redactor,
            places,
            [.. scanned.Select(one => one.Patient with { Series = [.. one.Patient.Series.Select(s => s with { Description = redactor.Redact(s.Description), Series = redactor.Redact(s.Series) })] })],
            [.. Ordered(issues.Select(draft.Clean))],
            [.. skipped.OrderBy(file => file.Path, StringComparer.Ordinal).Select(file => new SkippedFile(places.Of(file.Path), draft.Clean(file.Reason)))],
            [.. identity.SelectMany(one => one.Findings).GroupBy(finding => finding).OrderBy(group => group.Key.Tag).Select(group => new IdentityCount(group.Key, group.Count()))]);
    }

    private static IOrderedEnumerable<ScanIssue> Ordered(IEnumerable<ScanIssue> issues) =>
        issues.OrderBy(issue => issue.PatientId, StringComparer.Ordinal).ThenBy(issue => issue.Kind).ThenBy(issue => issue.Message, StringComparer.Ordinal);

    private ScanIssue Clean(ScanIssue issue) => issue with { Message = Clean(issue.Message) };

    private string Clean(string text) => _redactor.Redact(_places.Hide(text).ReplaceLineEndings(" "));
}

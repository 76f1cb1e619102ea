using HccRisk.Core.Concurrency;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Imaging.Dicom;
using HccRisk.Imaging.Dicom.Identity;
using HccRisk.Imaging.Dicom.Phases;
using HccRisk.Imaging.Dicom.Series;

namespace HccRisk.Cohorts.Scanning;

/// <summary>Finds the patients, MRI phases, masks and slides in a folder as exported from a PACS.</summary>
/// <remarks>
/// <para>DICOM files are known by their content, whatever their names. NIfTI and NRRD files are masks when their names have a word such as
/// <c>mask</c>, <c>label</c>, <c>seg</c>, <c>roi</c>, <c>tumour</c> or <c>lesion</c> (lesion), <c>liver</c> or <c>organ</c> (organ mask),
/// <c>reference</c> or <c>background</c> (reference mask), images otherwise, their phase told by the same words as a SeriesDescription.
/// Slides are known by their extensions.</para>
/// <para>Only headers are read. One file that cannot be read stops nothing. The same folder gives the same result, whatever the number of threads.</para>
/// </remarks>
public static class CohortScanner
{
    /// <summary>Scans a folder with all folders below it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="options">How; null: the defaults.</param>
    /// <param name="progress">Told how many DICOM files have been read.</param>
    /// <param name="cancellationToken">Checked before each file and patient.</param>
    /// <returns>What was found, nothing written yet.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="TableFormatException">The clinical table or phase file cannot be used.</exception>
    /// <exception cref="ArgumentException">An option is wrong.</exception>
    public static CohortScan Scan(string folder, CohortScanOptions? options = null, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= new CohortScanOptions();
        options.Validate();
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (!Directory.Exists(root))
        {
            throw new DirectoryNotFoundException($"there is no folder '{folder}'");
        }

        var clinical = ClinicalDates.Load(options);
        var phases = options.PhaseFile is { } phaseFile ? PhaseOverrides.Read(phaseFile) : null;
        var files = Files(root);
        var (dicom, identity) = ReadDicom(root, [.. files.Where(file => !FileNaming.IsSlide(file) && !FileNaming.IsImage(file) && !FileNaming.IsOther(file))], options, progress, cancellationToken);
        var materials = Sort(root, files, dicom.Series, identity, clinical, options);

        var places = new ExportPlaces(root, files);
        var scanned = new (ScannedPatient Patient, IReadOnlyList<ScanIssue> Issues)[materials.Length];
        ParallelRuns.For(
            materials.Length,
            i => scanned[i] = new PatientScanner(
                materials[i], clinical.SurgeryOf(materials[i].RawId), clinical.Has(materials[i].RawId), options, phases, uid => Hashed(uid, options), places).Scan(),
            cancellationToken);
        return CohortScan.Create(root, options, clinical, places, dicom.Skipped, materials, scanned, identity);
    }

    internal static string Hashed(string id, CohortScanOptions options) => options.PseudonymKey is { } key ? PatientPseudonym.Of(key, id) : id;

    private static string[] Files(string root)
    {
        string[] all = [.. Directory.GetFiles(root, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None }).Order(StringComparer.Ordinal)];
        // An MRXS slide keeps its pixels in a folder of its name.
        var companions = all.Where(file => file.EndsWith(".mrxs", StringComparison.OrdinalIgnoreCase)).Select(file => file[..^".mrxs".Length]).ToHashSet(StringComparer.Ordinal);
        return companions.Count == 0 ? all : Array.FindAll(all, file => !companions.Contains(Path.GetDirectoryName(file)!));
    }

    // By folder, a series that lies in two folders is two series.
    private static (DicomScan Scan, SeriesIdentity[] Identity) ReadDicom(string root, string[] files, CohortScanOptions options, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        if (options.PatientBy == PatientIdentity.Id)
        {
            return Read(files, progress);
        }

        List<DicomSeries> series = [];
        List<SeriesIdentity> identity = [];
        List<SkippedFile> skipped = [];
        var done = 0;
        foreach (var group in files.GroupBy(file => FileOwner.FirstFolder(root, file) ?? "", StringComparer.Ordinal))
        {
            var before = done;
            var (scan, found) = Read(group, progress is null ? null : new Offset(progress, before));
            series.AddRange(scan.Series);
            identity.AddRange(found);
            skipped.AddRange(scan.Skipped);
            done += group.Count();
        }

        return (new DicomScan(root, series, skipped), [.. identity]);

        (DicomScan Scan, SeriesIdentity[] Identity) Read(IEnumerable<string> some, IProgress<int>? told)
        {
            var identities = new SeriesIdentities();
            var scan = DicomFolder.Scan(root, some, identities.Add, told, cancellationToken);
            return (scan, [.. scan.Series.Select(one => identities.Of(one.Uid))]);
        }
    }

    private static PatientMaterial[] Sort(
        string root, string[] files, IReadOnlyList<DicomSeries> series, SeriesIdentity[] identity, ClinicalDates clinical, CohortScanOptions options)
    {
        var byFolder = options.PatientBy == PatientIdentity.Folder;
        var owner = new FileOwner(root, clinical.Ids.Concat(byFolder ? [] : series.Select(one => one.PatientId)), byFolder ? [] : series);
        var patients = new Dictionary<string, PatientMaterial>(StringComparer.Ordinal);
        PatientMaterial Of(string id)
        {
            if (!patients.TryGetValue(id, out var material))
            {
                patients[id] = material = new PatientMaterial(id, Hashed(id, options));
            }

            return material;
        }

        string OwnerOf(string file) => byFolder && FileOwner.FirstFolder(root, file) is { } first ? first : owner.Of(file);

        for (var i = 0; i < series.Count; i++)
        {
            var nameless = !byFolder && series[i].PatientId.Length == 0;
            var patient = Of(byFolder || nameless ? OwnerOf(series[i].Files[0]) : series[i].PatientId);
            patient.Series.Add(series[i]);
            patient.WithoutPatientId |= nameless;
            string[] burnedIn = [.. identity[i].Findings.Where(finding => finding.Kind == IdentityKind.BurnedIn).Select(finding => finding.Name)];
            if (burnedIn.Length > 0)
            {
                patient.BurnedIn.Add((series[i], string.Join(", ", burnedIn)));
            }
        }

        foreach (var file in files)
        {
            if (FileNaming.IsSlide(file))
            {
                Of(OwnerOf(file)).Slides.Add(file);
            }
            else if (FileNaming.IsImage(file))
            {
                Of(OwnerOf(file)).Images.Add(file);
            }
        }

        return [.. patients.Values.OrderBy(patient => patient.Id, StringComparer.Ordinal)];
    }

    private sealed class Offset(IProgress<int> inner, int before) : IProgress<int>
    {
        public void Report(int value) => inner.Report(before + value);
    }
}

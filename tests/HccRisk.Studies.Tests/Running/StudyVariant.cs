using HccRisk.Studies.Data;
using HccRisk.Studies.Protocol;
using HccRisk.Studies.Results;
using HccRisk.Studies.Running;

namespace HccRisk.Studies.Tests.Running;

/// <summary>The small study with changed tables: images stay where they are, and what was extracted from them is at hand.</summary>
internal sealed class StudyVariant : IDisposable
{
    private readonly SmallStudy _study;
    private readonly string _root = Directory.CreateTempSubdirectory("hccrisk-variant-").FullName;

    public StudyVariant(SmallStudy study, bool emptyStore = false)
    {
        _study = study;
        Protocol = study.Protocol;
        Clinical = CsvCells.Read(study.Cohort.ClinicalCsv);
        Manifest = CsvCells.Read(study.Cohort.ManifestCsv);
        Manifest.Set("path", _ => true, r => Path.Combine(study.Cohort.Directory, Manifest.Get(r, "path")));
        Options = new StudyRunOptions { ProtocolFolder = _root, OutputFolder = this["results"], StoreFolder = this["features"], MaxParallelism = 2 };
        if (!emptyStore)
        {
            Copy(study.Options.StoreFolder!, Options.StoreFolder!);
        }
    }

    public StudyProtocol Protocol { get; set; }

    public StudyRunOptions Options { get; set; }

    public CsvCells Clinical { get; }

    public CsvCells Manifest { get; }

    /// <summary>A file in the folder of the variant.</summary>
    public string this[string name] => Path.Combine(_root, name);

    public string[] Patients(string site) =>
        [.. Clinical.Rows.Where(r => Clinical.Get(r, "site") == site).Select(r => Clinical.Get(r, "patient_id"))];

    /// <summary>The path of an image of a patient.</summary>
    public string PathOf(string patient, string name) =>
        Manifest.Get(Manifest.Rows.Single(r => IsImage(r, patient, name)), "path");

    /// <summary>Makes an image of a patient another file.</summary>
    public void Replace(string patient, string name, string path) => Manifest.Set("path", r => IsImage(r, patient, name), _ => path);

    public StudyResult Run(IProgress<StudyProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Clinical.Write(this["clinical.csv"]);
        Manifest.Write(this["manifest.csv"]);
        return new StudyRunner(Protocol, Options).Run(progress, cancellationToken);
    }

    /// <summary>Bytes of a result of this run and of the shared one.</summary>
    public (byte[] Own, byte[] Shared) Bytes(string name) =>
        (File.ReadAllBytes(Path.Combine(Options.OutputFolder, name)), File.ReadAllBytes(_study[name]));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private bool IsImage(string[] row, string patient, string name) =>
        Manifest.Get(row, "patient_id") == patient && Manifest.Get(row, "name") == name;

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}

using System.Security.Cryptography;
using System.Text;
using HccRisk.Cohorts;
using HccRisk.Imaging.Nifti;
using HccRisk.Pathomics.Slides;
using HccRisk.Studies.Synthetic;
using Xunit;

namespace HccRisk.Studies.Tests.Synthetic;

public sealed class SyntheticCohortTests : IDisposable
{
    private static readonly SyntheticOptions Small = new()
    {
        Seed = 5,
        Development = 3,
        External = 2,
        MriMatrix = 32,
        MriSlices = 16,
        SlidePixels = 256,
        MaxParallelism = 1,
    };

    private readonly string _root = Directory.CreateTempSubdirectory("hccrisk-synthetic-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Generate_OneOrFourThreads_GivesTheSameBytes()
    {
        var one = Hashes(Make(Folder("one"), Small).Directory);
        var four = Hashes(Make(Folder("four"), Small with { MaxParallelism = 4 }).Directory);
        Assert.Equal(5 + (5 * 6), one.Count);
        Assert.Equal(one, four);
    }

    [Fact]
    public void Generate_MorePatients_KeepsTheFirst()
    {
        var few = Hashes(Make(Folder("few"), Small with { Development = 1, External = 1 }).Directory);
        var more = Hashes(Make(Folder("more"), Small).Directory);
        foreach (var (file, hash) in few.Where(f => f.Key.StartsWith("patients", StringComparison.Ordinal)))
        {
            Assert.Equal(hash, more[file]);
        }
    }

    [Fact]
    public void Generate_Again_MakesOnlyWhatIsMissing()
    {
        var folder = Folder("again");
        Make(folder, Small);
        var before = Hashes(folder);
        File.Delete(Path.Combine(folder, "patients", "TJ-0002", "delayed.nii.gz"));
        var untouched = Path.Combine(folder, "patients", "TJ-0001", "slide.tif");
        File.SetLastWriteTimeUtc(untouched, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        var again = Make(folder, Small);

        Assert.Equal(4, again.Resumed);
        Assert.Equal(2020, File.GetLastWriteTimeUtc(untouched).Year);
        Assert.Equal(before, Hashes(folder));
    }

    [Fact]
    public void Generate_OtherSeed_MakesEverythingAgain()
    {
        var folder = Folder("other");
        var before = Hashes(Make(folder, Small).Directory);
        var other = Make(folder, Small with { Seed = 6 });
        Assert.Equal(0, other.Resumed);
        var after = Hashes(folder);
        Assert.Equal(before.Keys, after.Keys);
        Assert.DoesNotContain(before.Keys, k => k.StartsWith("patients", StringComparison.Ordinal) && before[k] == after[k]);
    }

    [Fact]
    public void Generate_Cancelled_GoesOnLater()
    {
        var folder = Folder("cancelled");
        using var source = new CancellationTokenSource();
        var progress = new Inline(p =>
        {
            if (p.Done == 2)
            {
                source.Cancel();
            }
        });
        Assert.ThrowsAny<OperationCanceledException>(() => SyntheticCohort.Generate(folder, Small, progress, source.Token));
        Assert.False(File.Exists(Path.Combine(folder, "clinical.csv")));
        Assert.Equal(2, Make(folder, Small).Resumed);
    }

    [Fact]
    public void Generate_FolderOfSomethingElse_IsRefused()
    {
        var folder = Folder("mine");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "thesis.docx"), "years of work");
        var error = Assert.Throws<IOException>(() => Make(folder, Small));
        Assert.Contains("thesis.docx", error.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder, "thesis.docx")));
    }

    [Fact]
    public void Generate_UnwritablePatient_ThrowsTheCauseItself()
    {
        var folder = Make(Folder("blocked"), Small with { Development = 1, External = 0 }).Directory;
        File.WriteAllText(Path.Combine(folder, "patients", "TJ-0002"), "in the way");
        Assert.ThrowsAny<IOException>(() => Make(folder, Small));
    }

    [Fact]
    public void Validate_SeveralFaults_NamesThemAll()
    {
        var error = Assert.Throws<ArgumentException>(() => (Small with { Development = 0, SlidePixels = 300, MaxParallelism = 0 }).Validate());
        foreach (var part in new[] { "Development is 0", "SlidePixels is 300", "MaxParallelism is 0" })
        {
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Generate_Cohort_LoadsWithTheHccSchema()
    {
        var files = Make(Folder("load"), Small with { Development = 4, External = 4 });
        var cohort = Cohort.Load(files.ClinicalCsv, CohortSchema.Hcc, files.ManifestCsv);
        Assert.Equal(8, cohort.Count);
        Assert.Empty(cohort.Exclusions);
        Assert.True(cohort.HasOutcomes);
        Assert.Equal(["TJ", "SYSMH"], cohort.Sites);
        Assert.All(cohort.Patients, p => Assert.Equal(6, p.Files.Count));
        Assert.Equal(8, EligibilityCriteria.Hcc.Apply(cohort).Cohort.Count);
    }

    [Fact]
    public void Generate_Tables_KeepTheTruthApart()
    {
        var files = Make(Folder("truth"), Small);
        var truth = File.ReadAllLines(files.TruthCsv);
        Assert.Equal("patient_id,site,z_mri,z_wsi,lp1,lp2", truth[0]);
        Assert.Equal(1 + files.Patients, truth.Length);
        foreach (var table in new[] { files.ClinicalCsv, files.ManifestCsv })
        {
            Assert.DoesNotContain("z_", File.ReadLines(table).First(), StringComparison.Ordinal);
            Assert.DoesNotContain("truth", File.ReadAllText(table), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Generate_Images_ReadBackAndSayTheyAreSynthetic()
    {
        var folder = Path.Combine(Make(Folder("read"), Small).Directory, "patients", "SYSMH-0001");
        var arterial = NiftiFile.ReadVolume(Path.Combine(folder, "arterial.nii.gz"));
        Assert.Equal((32, 32, 16), (arterial.Geometry.Width, arterial.Geometry.Height, arterial.Geometry.Depth));
        Assert.Equal(7.5, arterial.Geometry.Spacing.Z, 1e-6);
        Assert.True(NiftiFile.ReadMask(Path.Combine(folder, "lesion.nii.gz")).Count > 0);

        using (var file = File.OpenRead(Path.Combine(folder, "arterial.nii.gz")))
        using (var gzip = new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionMode.Decompress))
        {
            var header = new byte[348];
            gzip.ReadExactly(header);
            Assert.Contains("SYNTHETIC", Encoding.ASCII.GetString(header, 148, 80), StringComparison.Ordinal);
        }

        using var slide = SlideFile.Open(Path.Combine(folder, "slide.tif"));
        Assert.Equal(0.5, slide.MicronsPerPixel!.Value, 1e-9);
        Assert.Contains("SYNTHETIC", Encoding.ASCII.GetString(File.ReadAllBytes(Path.Combine(folder, "slide.tif"))), StringComparison.Ordinal);
    }

    private static SyntheticCohortFiles Make(string folder, SyntheticOptions options) =>
        SyntheticCohort.Generate(folder, options, null, TestContext.Current.CancellationToken);

    private string Folder(string name) => Path.Combine(_root, name);

    private static SortedDictionary<string, string> Hashes(string folder)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            hashes[Path.GetRelativePath(folder, file)] = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));
        }

        return hashes;
    }

    private sealed class Inline(Action<SyntheticProgress> report) : IProgress<SyntheticProgress>
    {
        public void Report(SyntheticProgress value) => report(value);
    }
}

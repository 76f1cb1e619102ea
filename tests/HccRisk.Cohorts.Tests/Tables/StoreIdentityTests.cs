using System.ComponentModel;
using HccRisk.Cohorts.Tables;
using HccRisk.Core.Errors;
using HccRisk.Core.IO;
using HccRisk.Core.Storage;
using HccRisk.Imaging;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Cohorts.Tests.Tables;

/// <summary>What makes a row current: the content of the files, wherever they lie; and which failures are remembered.</summary>
public class StoreIdentityTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> PassingFailures => [.. Failures.Keys];

    private static readonly Dictionary<string, Func<Exception>> Failures = new(StringComparer.Ordinal)
    {
        ["device"] = () => new IOException("Input/output error"),
        ["permission"] = () => new UnauthorizedAccessException("denied"),
        ["absent"] = () => new FileNotFoundException("not there"),
        ["memory"] = () => new InsufficientMemoryException("too large"),
        ["time"] = () => new TimeoutException("too slow"),
        ["library"] = () => new TypeInitializationException("X", new DllNotFoundException("libx")),
        ["program"] = () => new ImageFormatException("DICOM", "a.dcm", "frame", null, "no", new InvalidDataException("no", new MissingSoftwareException("gdcmconv"))),
        ["start"] = () => new InvalidDataException("no", new Win32Exception(13)),
        ["several"] = () => new AggregateException(new InvalidDataException("a"), new IOException("b")),
    };

    [Theory]
    [MemberData(nameof(PassingFailures))]
    public void Compute_FailureOfTheMachine_IsOnRecordAndTriedAgain(string kind)
    {
        using var folder = new TemporaryFolder();
        var cohort = TestCohorts.Create(folder, 3);
        var failing = Store(folder).Compute(TestCohorts.Job(p => Throw(p, Failures[kind]())), cohort, cancellationToken: Stop);
        Assert.Equal("P002", Assert.Single(failing.Exclusions).PatientId);
        Assert.EndsWith(PassingFailure.Remark, failing.Exclusions[0].Reason, StringComparison.Ordinal);

        var again = Store(folder).Compute(TestCohorts.Job(p => Assert.Equal("P002", p.Id)), cohort, cancellationToken: Stop);

        Assert.Equal((1, 2), Counts(again));
        Assert.Empty(again.Exclusions);
    }

    [Fact]
    public void Compute_VerdictAboutContent_IsRemembered()
    {
        using var folder = new TemporaryFolder();
        var cohort = TestCohorts.Create(folder, 3);
        Exception[] verdicts = [new InvalidDataException("empty"), new EndOfStreamException("short"), new ImageFormatException("NIfTI", "a", "dim", 1, "no", new EndOfStreamException())];
        foreach (var verdict in verdicts)
        {
            var store = FeatureStore.Open(Path.Combine(folder.Path, verdict.GetType().Name));
            store.Compute(TestCohorts.Job(p => Throw(p, verdict)), cohort, cancellationToken: Stop);

            var again = store.Compute(TestCohorts.Job(p => Assert.Fail($"{p} extracted")), cohort, cancellationToken: Stop);

            Assert.Equal(verdict.Message, Assert.Single(again.Exclusions).Reason);
        }
    }

    // A network drive that is gone for a while: everybody is excluded from that run, and nothing is lost.
    [Fact]
    public void Compute_FilesGoneForAWhile_KeepTheirRows()
    {
        using var folder = new TemporaryFolder();
        var cohort = TestCohorts.Create(folder, 4);
        var (images, away) = (Path.Combine(folder.Path, "img"), Path.Combine(folder.Path, "away"));
        var reading = TestCohorts.Job(p => File.ReadAllText(p.Files[0].Path));
        var expected = Store(folder).Compute(reading, cohort, cancellationToken: Stop);
        Directory.Move(images, away);
        var gone = Store(folder).Compute(reading, cohort, cancellationToken: Stop);
        Assert.Equal(4, gone.Exclusions.Count);
        Directory.Move(away, images);

        var back = Store(folder).Compute(TestCohorts.Job(p => Assert.Fail($"{p} extracted")), cohort, cancellationToken: Stop);

        Assert.Equal((0, 4), Counts(back));
        Assert.Equal(expected.Table.Values.ToArray(), back.Table.Values.ToArray());
    }

    [Fact]
    public void Compute_CopiedFolderOfSeries_IsRecognisedAndThenNotEvenRead()
    {
        using var folder = new TemporaryFolder();
        var first = Series(folder, "first");
        Store(folder).Compute(TestCohorts.Job(), first, cancellationToken: Stop);
        var second = Series(folder, "second");

        var copied = Store(folder).Compute(TestCohorts.Job(p => Assert.Fail($"{p} extracted")), second, cancellationToken: Stop);
        Assert.Equal((0, 2), Counts(copied));

        // Nobody may read the files now.
        var held = Directory.EnumerateFiles(Path.Combine(folder.Path, "second"), "*.dcm", SearchOption.AllDirectories)
            .Select(f => new FileStream(f, FileMode.Open, FileAccess.ReadWrite, FileShare.None)).ToArray();
        var warm = Store(folder).Compute(TestCohorts.Job(p => Assert.Fail($"{p} extracted")), second, cancellationToken: Stop);
        Array.ForEach(held, f => f.Dispose());
        Assert.Equal((0, 2), Counts(warm));

        folder.Write("second/P001/slice2.dcm", "drawn again");
        var extracted = new List<string>();
        Store(folder).Compute(TestCohorts.Job(p => extracted.Add(p.Id)), second, cancellationToken: Stop);
        Assert.Equal(["P001"], extracted);
    }

    [Fact]
    public void Compute_ChangeUnderTheSameSizeAndTime_IsNoticedWhenAskedFor()
    {
        using var folder = new TemporaryFolder();
        var cohort = TestCohorts.Create(folder, 4);
        Store(folder).Compute(TestCohorts.Job(), cohort, cancellationToken: Stop);
        var file = Path.Combine(folder.Path, "img", "P003.nii");
        var written = File.GetLastWriteTimeUtc(file);
        File.WriteAllText(file, "p003");
        File.SetLastWriteTimeUtc(file, written);
        Assert.Equal((0, 4), Counts(Store(folder).Compute(TestCohorts.Job(), cohort, cancellationToken: Stop)));

        var extracted = new List<string>();
        var verified = Store(folder).Compute(TestCohorts.Job(p => extracted.Add(p.Id)) with { VerifyInputs = true }, cohort, cancellationToken: Stop);

        Assert.Equal(["P003"], extracted);
        Assert.Contains("P003", Assert.Single(verified.Notes), StringComparison.Ordinal);
        Assert.Equal((0, 4), Counts(Store(folder).Compute(TestCohorts.Job() with { VerifyInputs = true }, cohort, cancellationToken: Stop)));
    }

    // The link stays what it was: same length, same time.
    [Fact]
    public void Compute_WhatALinkLeadsToHasChanged_IsReadAnew()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        using var folder = new TemporaryFolder();
        var cohort = TestCohorts.Create(folder, 4);
        var file = Path.Combine(folder.Path, "img", "P003.nii");
        File.Move(file, folder.Write("elsewhere.nii", ""), overwrite: true);
        File.CreateSymbolicLink(file, Path.Combine(folder.Path, "elsewhere.nii"));
        Store(folder).Compute(TestCohorts.Job(), cohort, cancellationToken: Stop);
        folder.Write("elsewhere.nii", "P003 after a correction");

        var extracted = new List<string>();
        Store(folder).Compute(TestCohorts.Job(p => extracted.Add(p.Id)), cohort, cancellationToken: Stop);

        Assert.Equal(["P003"], extracted);
    }

    [Theory]
    [InlineData("a.hdr", "a.img")]
    [InlineData("a.img.gz", "a.hdr")]
    [InlineData("a.nhdr", "a.raw")]
    [InlineData("a.mrxs", "a/Data0001.dat")]
    [InlineData("a.dicom.json", "series/1.dcm")]
    public void HashOf_ImageOfSeveralFiles_ChangesWithEachAndNotWithThePlace(string name, string other)
    {
        using var folder = new TemporaryFolder();
        foreach (var place in (string[])["one", "two"])
        {
            folder.Write($"{place}/{other}", "data");
            folder.Write($"{place}/{name}", Path.GetExtension(name) switch
            {
                ".nhdr" => "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 1 1 4\nspace: left-posterior-superior\nspace directions: (1,0,0) (0,1,0) (0,0,1)\nspace origin: (0,0,0)\nencoding: raw\ndata file: a.raw\n\n",
                ".json" => "{\"path\": \"series\"}",
                _ => "header",
            });
        }

        string Hash(string place) => ImageContent.HashOf(Path.Combine(folder.Path, place, name), Stop);
        var before = Hash("one");
        Assert.Equal(before, Hash("two"));
        folder.Write($"two/{other}", "dada");
        Assert.NotEqual(before, Hash("two"));
    }

    private static void Throw(Patient patient, Exception failure)
    {
        if (patient.Id is "P002")
        {
            throw failure;
        }
    }

    private static Cohort Series(TemporaryFolder folder, string place)
    {
        var manifest = "patient_id,kind,name,path\n";
        foreach (var id in (string[])["P001", "P002"])
        {
            manifest += $"{id},mri,arterial,{place}/{id}\n";
            for (var slice = 1; slice <= 3; slice++)
            {
                folder.Write($"{place}/{id}/slice{slice}.dcm", $"{id} {slice}");
            }
        }

        return Cohort.Load(folder.Write("clinical.csv", "patient_id,site,age\nP001,TJ,30\nP002,TJ,40\n"), TestCohorts.Schema, folder.Write($"{place}.csv", manifest));
    }

    private static (int Computed, int Reused) Counts(FeatureResult result) => (result.Computed, result.Reused);

    private static FeatureStore Store(TemporaryFolder folder) => FeatureStore.Open(Path.Combine(folder.Path, "store"));
}

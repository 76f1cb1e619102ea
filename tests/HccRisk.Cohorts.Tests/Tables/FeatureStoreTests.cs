using System.Collections.Concurrent;
using HccRisk.Cohorts.Tables;
using HccRisk.Core.Columns;
using HccRisk.Core.Errors;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Cohorts.Tests.Tables;

public class FeatureStoreTests
{
    [Fact]
    public void Compute_SecondTime_ReadsEverythingFromTheStore()
    {
        using var folder = new TemporaryFolder();
        var cohort = TestCohorts.Create(folder, 20);
        var store = Store(folder);
        var first = store.Compute(TestCohorts.Job(), cohort, cancellationToken: TestContext.Current.CancellationToken);

        var second = store.Compute(TestCohorts.Job(p => Assert.Fail($"{p} extracted again")), cohort, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((20, 0), (first.Computed, first.Reused));
        Assert.Equal((0, 20), (second.Computed, second.Reused));
        Assert.Equal(cohort.Patients.Select(p => p.Id), second.Table.PatientIds);
        Assert.Equal(cohort.Column("age").Select(a => a * a), second.Table.Column("age2"));
        Assert.Equal(first.Table.Values.ToArray(), second.Table.Values.ToArray());
        Assert.Equal(TestCohorts.Columns, second.Table.Columns);
        Assert.Equal("bins=32", second.Table.Provenance.Options);
        Assert.Equal(["mri"], store.TableNames);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(store.Folder, "mri", "parts")));
    }

    [Fact]
    public void Compute_RowsWithRemarks_KeepsThemInTheStoreAndInACopy()
    {
        using var folder = new TemporaryFolder();
        var cohort = TestCohorts.Create(folder, 3);
        var job = TestCohorts.Job() with
        {
            Extract = (p, _) => p.Id switch
            {
                "P001" => throw new InvalidDataException("broken"),
                "P002" => new FeatureVector(TestCohorts.Columns, [1, double.NaN]) { Source = "4 x 4", Missing = ["shell: it has no voxel"] },
                _ => new FeatureVector(TestCohorts.Columns, [1, 2]),
            },
        };

        var computed = Store(folder).Compute(job, cohort, cancellationToken: TestContext.Current.CancellationToken).Table;
        var reused = Store(folder).Compute(job, cohort, cancellationToken: TestContext.Current.CancellationToken).Table;
        var copy = Path.Combine(folder.Path, "copy.parquet");
        Store(folder).Load("mri").Save(copy);

        foreach (var table in new[] { computed, reused, FeatureTable.Load(copy) })
        {
            var remark = Assert.Single(table.Remarks);
            Assert.Equal(("P002", "4 x 4"), (remark.PatientId, remark.Source));
            Assert.Equal(["shell: it has no voxel"], remark.Missing);
        }
    }

    [Fact]
    public void Compute_AnyParallelism_GivesTheSameTableFile()
    {
        using var folder = new TemporaryFolder();
        var cohort = TestCohorts.Create(folder, 150);
        var files = new List<byte[]>();
        foreach (var threads in new[] { 1, 4 })
        {
            var store = FeatureStore.Open(Path.Combine(folder.Path, $"store{threads}"));
            var result = store.Compute(TestCohorts.Job(p => Thread.Sleep(p.Id.EndsWith('7') ? 5 : 0), parallelism: threads), cohort, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(cohort.Patients.Select(p => p.Id), result.Table.PatientIds);
            files.Add(File.ReadAllBytes(Path.Combine(store.Folder, "mri", "table.parquet")));
        }

        Assert.Equal(files[0], files[1]);
    }

    [Fact]
    public void Compute_Cancelled_KeepsWhatWasFinished()
    {
        using var folder = new TemporaryFolder();
        var cohort = TestCohorts.Create(folder, 30);
        using var source = new CancellationTokenSource();
        var done = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => Store(folder).Compute(
            TestCohorts.Job(_ =>
            {
                if (++done == 12)
                {
                    source.Cancel();
                    source.Token.ThrowIfCancellationRequested();
                }
            }),
            cohort,
            cancellationToken: source.Token));

        var result = Store(folder).Compute(TestCohorts.Job(), cohort, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((19, 11), (result.Computed, result.Reused));
        Assert.Equal(30, result.Table.PatientIds.Count);
    }

    // What kill -9 leaves behind is the folder as it stands at some moment: it is copied in the middle of a run.
    [Fact]
    public void Compute_KilledRun_ContinuesFromItsParts()
    {
        using var folder = new TemporaryFolder();
        var cohort = TestCohorts.Create(folder, 150);
        var killed = Path.Combine(folder.Path, "killed");
        var calls = 0;
        Store(folder).Compute(
            TestCohorts.Job(_ =>
            {
                if (++calls == 140)
                {
                    CopyFolder(Path.Combine(folder.Path, "store"), killed);
                }
            }),
            cohort,
            cancellationToken: TestContext.Current.CancellationToken);
        var parts = Directory.GetFiles(Path.Combine(killed, "mri", "parts"), "*.parquet");
        Assert.False(File.Exists(Path.Combine(killed, "mri", "table.parquet")));
        Assert.Equal(2, parts.Length);

        // A part cut short by a power failure is kept aside with a note.
        var damaged = parts.Order(StringComparer.Ordinal).Last();
        File.WriteAllBytes(damaged, File.ReadAllBytes(damaged)[..^100]);
        Assert.Contains(damaged, Assert.Throws<InvalidDataException>(() => FeatureStore.Open(killed).Load("mri")).Message, StringComparison.Ordinal);
        var result = FeatureStore.Open(killed).Compute(TestCohorts.Job(), cohort, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((86, 64), (result.Computed, result.Reused));
        Assert.Contains(Path.GetFileName(damaged), Assert.Single(result.Notes), StringComparison.Ordinal);
        Assert.Equal(Store(folder).Load("mri").Values.ToArray(), FeatureStore.Open(killed).Load("mri").Values.ToArray());
        Assert.Equal([damaged + ".damaged"], Directory.GetFiles(Path.Combine(killed, "mri", "parts")));
    }

    [Fact]
    public void Compute_DamagedTable_IsComputedAgainWithANote()
    {
        using var folder = new TemporaryFolder();
        var cohort = TestCohorts.Create(folder, 5);
        Store(folder).Compute(TestCohorts.Job(), cohort, cancellationToken: TestContext.Current.CancellationToken);
        folder.Write("store/mri/table.parquet", "not parquet");

        var result = Store(folder).Compute(TestCohorts.Job(), cohort, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(5, result.Computed);
        Assert.Contains("table.parquet", Assert.Single(result.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Compute_ChangedFile_RecomputesThatPatientOnly()
    {
        using var folder = new TemporaryFolder();
        var cohort = TestCohorts.Create(folder, 10);
        Store(folder).Compute(TestCohorts.Job(), cohort, cancellationToken: TestContext.Current.CancellationToken);
        folder.Write("img/P004.nii", "drawn again");
        var extracted = new List<string>();

        var result = Store(folder).Compute(TestCohorts.Job(p => extracted.Add(p.Id)), cohort, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(["P004"], extracted);
        Assert.Equal(10, result.Table.PatientIds.Count);
        Assert.Equal(10, Store(folder).Load("mri").PatientIds.Count);
    }

    [Fact]
    public void Compute_ChangedOption_RecomputesThatTableOnly()
    {
        using var folder = new TemporaryFolder();
        var cohort = TestCohorts.Create(folder, 6);
        var other = TestCohorts.Job() with { Name = "wsi", Modality = "Pathomics", Availability = Availability.Post };
        var cancellation = TestContext.Current.CancellationToken;
        Store(folder).Compute(TestCohorts.Job(), cohort, cancellationToken: cancellation);
        Store(folder).Compute(other, cohort, cancellationToken: cancellation);

        var changed = Store(folder).Compute(TestCohorts.Job(options: "bins=64"), cohort, cancellationToken: cancellation);
        var untouched = Store(folder).Compute(other, cohort, cancellationToken: cancellation);

        Assert.Equal((6, 0), (changed.Computed, untouched.Computed));
        Assert.Equal("bins=64", Store(folder).Load("mri").Provenance.Options);
    }

    [Fact]
    public void Compute_PartOfTheCohort_KeepsTheRowsOfTheOthers()
    {
        using var folder = new TemporaryFolder();
        var cohort = TestCohorts.Create(folder, 8);
        var cancellation = TestContext.Current.CancellationToken;
        Store(folder).Compute(TestCohorts.Job(), cohort.Where(p => p["age"] < 24), cancellationToken: cancellation);
        Store(folder).Compute(TestCohorts.Job(), cohort.Where(p => p["age"] >= 24), cancellationToken: cancellation);

        var all = Store(folder).Compute(TestCohorts.Job(), cohort, cancellationToken: cancellation);

        Assert.Equal((0, 8), (all.Computed, all.Reused));
    }

    [Fact]
    public void Compute_FailingPatient_IsRecordedAndRetriedOnlyWhenAskedOrChanged()
    {
        using var folder = new TemporaryFolder();
        var cohort = TestCohorts.Create(folder, 5);
        var cancellation = TestContext.Current.CancellationToken;
        var calls = new ConcurrentQueue<string>();
        var job = TestCohorts.Job(p =>
        {
            calls.Enqueue(p.Id);
            if (p.Id is "P002")
            {
                throw new InvalidDataException("mask of P002 is empty\nsecond line");
            }
        });

        var first = Store(folder).Compute(job, cohort, cancellationToken: cancellation);
        var second = Store(folder).Compute(job, cohort, cancellationToken: cancellation);
        Assert.Equal(5, calls.Count);
        var asked = Store(folder).Compute(job with { RetryFailed = true }, cohort, cancellationToken: cancellation);
        folder.Write("img/P002.nii", "a new mask");
        var changed = Store(folder).Compute(TestCohorts.Job(p => calls.Enqueue(p.Id)), cohort, cancellationToken: cancellation);

        Assert.Equal(new Exclusion("P002", "mri", "mask of P002 is empty second line"), Assert.Single(first.Exclusions));
        Assert.Equal(first.Exclusions, second.Exclusions);
        Assert.Equal(["P005", "P004", "P003", "P001"], second.Table.PatientIds);
        Assert.Equal(1, asked.Computed);
        Assert.Equal(["P002", "P002"], calls.Skip(5));
        Assert.Empty(changed.Exclusions);
        Assert.Equal(5, changed.Table.PatientIds.Count);
    }

    [Fact]
    public void Compute_WrongVector_IsTheFaultOfThatPatient()
    {
        using var folder = new TemporaryFolder();
        var cohort = TestCohorts.Create(folder, 2);
        var job = TestCohorts.Job() with
        {
            Extract = (p, _) => p.Id is "P001"
                ? new FeatureVector(TestCohorts.Columns, [1])
                : new FeatureVector([TestCohorts.Columns[1], TestCohorts.Columns[0]], [1, 2]),
        };

        var result = Store(folder).Compute(job, cohort, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("the extractor returned 'glcm.contrast-3' where the table has 'age2'", result.Exclusions[0].Reason);
        Assert.Contains("1 values", result.Exclusions[1].Reason, StringComparison.Ordinal);
        Assert.Empty(result.Table.PatientIds);
    }

    [Fact]
    public void Compute_Progress_CountsUpWithReusedAndFailed()
    {
        using var folder = new TemporaryFolder();
        var cohort = TestCohorts.Create(folder, 6);
        var cancellation = TestContext.Current.CancellationToken;
        Store(folder).Compute(TestCohorts.Job(), cohort.Where(p => p["age"] < 22), cancellationToken: cancellation);
        var reports = new List<StoreProgress>();

        Store(folder).Compute(
            TestCohorts.Job(p => Assert.NotEqual("P001", p.Id), parallelism: 3), cohort, new Listener(reports), cancellation);

        Assert.Equal([2, 3, 4, 5, 6], reports.Select(r => r.Done));
        Assert.Equal(new StoreProgress("mri", 2, 6, 0, 2, ""), reports[0]);
        Assert.Equal((6, 1), (reports[^1].Total, reports[^1].Failed));
    }

    [Fact]
    public async Task Compute_TwoWritersAtOnce_LoseNothing()
    {
        using var folder = new TemporaryFolder();
        var cohort = TestCohorts.Create(folder, 60);
        var cancellation = TestContext.Current.CancellationToken;
        var halves = new[] { cohort.Where(p => p["age"] < 50), cohort.Where(p => p["age"] >= 50) };

        await Task.WhenAll(halves.Select(half => Task.Run(() => Store(folder).Compute(TestCohorts.Job(_ => Thread.Sleep(2)), half, null, cancellation), cancellation)));
        var all = Store(folder).Compute(TestCohorts.Job(), cohort, cancellationToken: cancellation);

        Assert.Equal((0, 60), (all.Computed, all.Reused));
    }

    [Fact]
    public void Compute_ImpossibleJob_ListsEveryFault()
    {
        using var folder = new TemporaryFolder();
        var job = TestCohorts.Job() with { Name = "a/b", Modality = "", Columns = [new("x"), new("x")], MaxParallelism = 0 };

        var e = Assert.Throws<InvalidOperationException>(
            () => Store(folder).Compute(job, TestCohorts.Create(folder, 1), cancellationToken: TestContext.Current.CancellationToken));

        foreach (var part in new[] { "'a/b'", "no modality", "'x' is empty, reserved or repeated", "parallelism 0" })
        {
            Assert.Contains(part, e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Load_UnknownTable_NamesTheNearest()
    {
        using var folder = new TemporaryFolder();
        Store(folder).Compute(TestCohorts.Job(), TestCohorts.Create(folder, 1), cancellationToken: TestContext.Current.CancellationToken);

        var e = Assert.Throws<ArgumentException>(() => Store(folder).Load("mir"));

        Assert.Contains("no table 'mir' (nearest: 'mri')", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Store(folder).Load("../mri"));
    }

    private static FeatureStore Store(TemporaryFolder folder) => FeatureStore.Open(Path.Combine(folder.Path, "store"));

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private sealed class Listener(List<StoreProgress> reports) : IProgress<StoreProgress>
    {
        public void Report(StoreProgress value) => reports.Add(value);
    }
}

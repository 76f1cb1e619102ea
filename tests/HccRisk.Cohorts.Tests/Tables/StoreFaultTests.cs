using System.Text;
using HccRisk.Cohorts.Tables;
using HccRisk.Core.Storage;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Cohorts.Tests.Tables;

/// <summary>A store on a bad day: files that cannot be read now, and files whose content is not what was written.</summary>
public class StoreFaultTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("held")]
    [InlineData("loop")]
    [InlineData("failing")]
    public void Compute_TableThatCannotBeReadNow_StopsAndKeepsTheRowsOfTheOthers(string how)
    {
        Assert.SkipUnless(UnreadableFile.IsPossible(how), "it needs Linux");
        using var folder = new TemporaryFolder();
        var cohort = TestCohorts.Create(folder, 8);
        var table = Path.Combine(folder.Path, "store", "mri", "table.parquet");
        Store(folder).Compute(TestCohorts.Job(), cohort, cancellationToken: Stop);
        var before = File.ReadAllBytes(table);
        using (new UnreadableFile(table, how))
        {
            var error = Assert.Throws<UnreadableStoreException>(
                () => Store(folder).Compute(TestCohorts.Job(p => Assert.Fail($"{p} extracted")), cohort.Where(p => p["age"] < 22), cancellationToken: Stop));
            Assert.Contains(table, error.Message, StringComparison.Ordinal);
            Assert.Throws<UnreadableStoreException>(() => Store(folder).Load("mri"));
            Assert.Throws<UnreadableStoreException>(() => FeatureTable.Load(table));
        }

        Assert.Equal(before, File.ReadAllBytes(table));
        Assert.Equal((0, 8), Counts(Store(folder).Compute(TestCohorts.Job(), cohort, cancellationToken: Stop)));
    }

    [Fact]
    public void Compute_PartThatCannotBeReadNow_StopsAndKeepsIt()
    {
        using var folder = new TemporaryFolder();
        var cohort = TestCohorts.Create(folder, 4);
        var (part, _) = LeavePart(folder, cohort);
        using (new UnreadableFile(part, "held"))
        {
            var error = Assert.Throws<UnreadableStoreException>(() => Store(folder).Compute(TestCohorts.Job(), cohort, cancellationToken: Stop));
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }

        Assert.Equal((2, 2), Counts(Store(folder).Compute(TestCohorts.Job(), cohort, cancellationToken: Stop)));
    }

    [Fact]
    public void Compute_DamagedTwice_KeepsBothAsideAndSaysSo()
    {
        using var folder = new TemporaryFolder();
        var cohort = TestCohorts.Create(folder, 5);
        var table = Path.Combine(folder.Path, "store", "mri", "table.parquet");
        var expected = Store(folder).Compute(TestCohorts.Job(), cohort, cancellationToken: Stop).Table;
        foreach (var aside in new[] { table + ".damaged", table + ".damaged2" })
        {
            var damaged = File.ReadAllBytes(table);
            damaged[damaged.Length / 2] ^= 4;
            File.WriteAllBytes(table, damaged);
            Assert.Contains(table, Assert.Throws<InvalidDataException>(() => Store(folder).Load("mri")).Message, StringComparison.Ordinal);

            var result = Store(folder).Compute(TestCohorts.Job(), cohort, cancellationToken: Stop);

            Assert.Equal((5, 0), Counts(result));
            var note = Assert.Single(result.Notes);
            Assert.Contains("'mri/table.parquet'", note, StringComparison.Ordinal);
            Assert.Contains($"'{Path.GetFileName(aside)}'", note, StringComparison.Ordinal);
            Assert.Equal(damaged, File.ReadAllBytes(aside));
            Assert.Equal(expected.Values.ToArray(), result.Table.Values.ToArray());
            Assert.Equal((0, 5), Counts(Store(folder).Compute(TestCohorts.Job(), cohort, cancellationToken: Stop)));
        }
    }

    // What an earlier version wrote is as good a Parquet file, but nobody can tell whether it is what was written.
    [Fact]
    public void Compute_TableWithoutChecksum_IsComputedAgainWithANote()
    {
        using var folder = new TemporaryFolder();
        var cohort = TestCohorts.Create(folder, 3);
        var table = Path.Combine(folder.Path, "store", "mri", "table.parquet");
        Store(folder).Compute(TestCohorts.Job(), cohort, cancellationToken: Stop);
        var bytes = File.ReadAllBytes(table);
        var mark = Encoding.ASCII.GetBytes(FileSeal.Blank)[..15];
        "another-sha256:"u8.CopyTo(bytes.AsSpan(bytes.AsSpan().LastIndexOf(mark)));
        File.WriteAllBytes(table, bytes);

        var result = Store(folder).Compute(TestCohorts.Job(), cohort, cancellationToken: Stop);

        Assert.Equal((3, 0), Counts(result));
        Assert.Contains("no checksum", Assert.Single(result.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Compute_AnyBitFlipped_IsSaidAndGivesTheSameTable() => FlipBits(300, seed: 1);

    [Fact]
    [Trait("Category", "Long")]
    public void Compute_ManyBitsFlipped_AreSaidAndGiveTheSameTable() => FlipBits(3000, seed: 2);

    private static void FlipBits(int flips, int seed)
    {
        using var folder = new TemporaryFolder();
        var cohort = TestCohorts.Create(folder, 12);
        var table = Path.Combine(folder.Path, "store", "mri", "table.parquet");
        var expected = Store(folder).Compute(TestCohorts.Job(), cohort, cancellationToken: Stop).Table.Values.ToArray();
        var (part, rows) = LeavePart(folder, cohort);
        Store(folder).Compute(TestCohorts.Job(), cohort, cancellationToken: Stop);
        var whole = File.ReadAllBytes(table);
        var random = new Random(seed);
        for (var i = 0; i < flips; i++)
        {
            // Every fourth time it is a part of a run that was killed.
            var (path, bytes) = i % 4 == 3 ? (part, (byte[])rows.Clone()) : (table, (byte[])whole.Clone());
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            File.Delete(table);
            File.WriteAllBytes(path, bytes);

            var result = Store(folder).Compute(TestCohorts.Job(), cohort, cancellationToken: Stop);

            Assert.Contains(Path.GetFileName(path), Assert.Single(result.Notes), StringComparison.Ordinal);
            Assert.Equal(12, result.Computed);
            Assert.Equal(expected, result.Table.Values.ToArray());
            File.Delete(path + ".damaged");
        }
    }

    /// <summary>A part as a killed run of two patients leaves it, and no table.</summary>
    private static (string Path, byte[] Content) LeavePart(TemporaryFolder folder, Cohort cohort)
    {
        var parts = Path.Combine(folder.Path, "store", "mri", "parts");
        var half = cohort.Where(p => p["age"] < 22);
        var kept = Array.Empty<byte>();
        var other = FeatureStore.Open(Path.Combine(folder.Path, "other"));
        other.Compute(TestCohorts.Job(), half, cancellationToken: Stop);
        kept = File.ReadAllBytes(Path.Combine(other.Folder, "mri", "table.parquet"));
        Directory.CreateDirectory(parts);
        var path = Path.Combine(parts, "killed-00000.parquet");
        File.WriteAllBytes(path, kept);
        return (path, kept);
    }

    private static (int Computed, int Reused) Counts(FeatureResult result) => (result.Computed, result.Reused);

    private static FeatureStore Store(TemporaryFolder folder) => FeatureStore.Open(Path.Combine(folder.Path, "store"));
}

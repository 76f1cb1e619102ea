using HccRisk.Cohorts.Tables;
using HccRisk.Core.Columns;
using HccRisk.Oracles.Fuzzing;
using Xunit;

namespace HccRisk.Cohorts.Tests.Tables;

/// <summary>
/// Tables whose numbers are made larger and that are sealed again. A table of 37 rows states 37 as the one byte 74 (the compact protocol doubles what is not
/// negative); a number of five bytes in its place is two thousand million.
/// </summary>
public sealed class ParquetSizesTests : IDisposable
{
    private const int Rows = 37;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hccrisk-sizes-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(37, 3)]
    [InlineData(500, 40)]
    public void Check_TableOfThisLibrary_IsTaken(int rows, int columns)
    {
        using var file = new MemoryStream(File.ReadAllBytes(Save(rows, columns)));

        ParquetSizes.Check(file);

        Assert.Equal(rows, FeatureTable.Load(Path.Combine(_folder.FullName, "t.parquet")).PatientIds.Count);
    }

    [Fact]
    public void Load_NumbersBeyondTheFile_AreRefusedBeforeMemoryIsAskedFor()
    {
        var path = Save(Rows, 3);
        var good = File.ReadAllBytes(path);
        var refused = 0;
        for (var at = 4; at < good.Length - 8; at++)
        {
            if (good[at] == 2 * Rows)
            {
                File.WriteAllBytes(path, Sealed([.. good[..at], 0xFE, 0xFF, 0xFF, 0xFF, 0x0F, .. good[(at + 1)..]], at));
                var before = GC.GetAllocatedBytesForCurrentThread();

                var error = Record.Exception(() => FeatureTable.Load(path));

                Assert.True(error is null or InvalidDataException, error?.ToString());
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
                refused += error?.Message.Contains("states", StringComparison.Ordinal) == true ? 1 : 0;
            }
        }

        // Rows of the file and of its group, and of four columns the values of the chunk.
        Assert.InRange(refused, 5, int.MaxValue);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    public void Check_FooterOfAnotherLength_IsRefused(int stated)
    {
        var bytes = File.ReadAllBytes(Save(Rows, 3));
        BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 8), stated);
        using var file = new MemoryStream(bytes);

        Assert.Throws<InvalidDataException>(() => ParquetSizes.Check(file));
    }

    /// <summary>What was put in moves the footer and lengthens it, where it is in it.</summary>
    private static byte[] Sealed(byte[] bytes, int at)
    {
        var footer = BitConverter.ToInt32(bytes, bytes.Length - 8);
        if (at >= bytes.Length - 4 - 8 - footer)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 8), footer + 4);
        }

        return Reseal.Of(bytes);
    }

    private string Save(int rows, int columns)
    {
        var path = Path.Combine(_folder.FullName, "t.parquet");
        new FeatureTable(
            "t",
            "Radiomics",
            Availability.Pre,
            [.. Enumerable.Range(0, columns).Select(j => new FeatureColumn($"f{j}"))],
            [.. Enumerable.Range(0, rows).Select(i => $"P{i}")],
            [.. Enumerable.Range(0, rows * columns).Select(i => i / 7.0)],
            new FeatureProvenance("test", "a=1", "1.0")).Save(path);
        return path;
    }
}

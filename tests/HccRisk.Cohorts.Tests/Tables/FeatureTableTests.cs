using CsCheck;
using HccRisk.Cohorts.Tables;
using HccRisk.Core.Columns;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Cohorts.Tests.Tables;

public class FeatureTableTests
{
    private static readonly FeatureProvenance Provenance = new("test", "a=1\nb=\u00b5", "1.2.3");

    [Fact]
    public void Save_AnyTable_LoadsBackBitForBit()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "t.parquet");

        Gen.Select(Gen.Int[0, 5], Gen.Int[1, 4], Gen.Double.Array[20]).Sample(
            (rows, columns, numbers) =>
            {
                var table = new FeatureTable(
                    "t",
                    "Radiomics",
                    Availability.Post,
                    [.. Enumerable.Range(0, columns).Select(j => new FeatureColumn($"f.{j}-\u00e9", j == 0 ? "mm" : null, j == 1 ? "OVBL" : null))],
                    [.. Enumerable.Range(0, rows).Select(i => $"P{i}")],
                    numbers[..(rows * columns)],
                    Provenance);
                table.Save(path);
                var loaded = FeatureTable.Load(path);

                return loaded.PatientIds.SequenceEqual(table.PatientIds)
                    && loaded.Columns.SequenceEqual(table.Columns)
                    && loaded.Provenance == Provenance
                    && (loaded.Name, loaded.Modality, loaded.Availability) == ("t", "Radiomics", Availability.Post)
                    && loaded.Values.ToArray().Select(BitConverter.DoubleToInt64Bits).SequenceEqual(table.Values.ToArray().Select(BitConverter.DoubleToInt64Bits));
            },
            iter: 50,
            threads: 1);
    }

    [Fact]
    public void Load_SomethingElse_SaysWhichFile()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("t.parquet", "text");

        var e = Assert.Throws<InvalidDataException>(() => FeatureTable.Load(path));

        Assert.Contains(path, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_ImpossibleContent_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Table("a/b", ["x"], ["P"], [1]));
        Assert.Throws<ArgumentException>(() => Table("t", ["x", "x"], ["P"], [1, 2]));
        Assert.Throws<ArgumentException>(() => Table("t", ["patient_id"], ["P"], [1]));
        Assert.Throws<ArgumentException>(() => Table("t", ["x"], ["P", "P"], [1, 2]));
        Assert.Throws<ArgumentException>(() => Table("t", ["x"], ["P"], [1, 2]));
    }

    private static FeatureTable Table(string name, string[] columns, string[] ids, double[] values) =>
        new(name, "Radiomics", Availability.Pre, [.. columns.Select(c => new FeatureColumn(c))], ids, values, Provenance);
}

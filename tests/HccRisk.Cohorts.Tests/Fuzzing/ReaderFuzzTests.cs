using HccRisk.Cohorts.Tables;
using HccRisk.Cohorts.Tests.Tables;
using HccRisk.Core.Columns;
using HccRisk.Core.Errors;
using HccRisk.Oracles.Fuzzing;
using Xunit;

namespace HccRisk.Cohorts.Tests.Fuzzing;

/// <summary>Damaged cohorts, manifests, schemas and feature tables: read, or refused by the exception that the reader documents.</summary>
public sealed class ReaderFuzzTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, Func<FuzzRun>> Readers = new(StringComparer.Ordinal)
    {
        ["csv"] = () => Csv("csv", path => Cohort.Load(path, TestCohorts.Schema)),
        ["manifest"] = Manifest,
        ["schema"] = Schema,
        ["feature-table"] = FeatureParquet,
    };

    public static TheoryData<string> Formats => [.. Readers.Keys];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_SomeDamagedFiles_ReadsOrNamesTheFault(string format) => output.WriteLine(Readers[format]().Run(200));

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Formats))]
    public void Read_ManyDamagedFiles_ReadsOrNamesTheFault(string format) => output.WriteLine(Readers[format]().Run(FuzzRun.Count(100_000)));

    private static FuzzRun Csv(string format, Action<string> read) => FuzzFormat.OfText(
        format,
        [
            "patient_id,site,age,kind,name,path\nP1,TJ,50,mri,arterial,a.nii\nP2,SYSMH,61,mask,lesion,b.nii\n",
            "patient_id;site;age;kind;name;path\n\"P1\";\"T\"\"J\";50.5;mri;\"a;b\";\"x\ny\"\n",
        ],
        ["\"", ",", ";", "\n", "\r\n", "\t", "NaN", "1e999", "\0", "\uFEFF", "=cmd()"],
        ".csv",
        read,
        e => e is TableFormatException);

    private static FuzzRun Manifest() => Csv("manifest", path =>
    {
        Make(Path.Combine(Path.GetDirectoryName(path)!, "a.nii"));
        Cohort.LoadFiles(path);
    });

    private static FuzzRun Schema()
    {
        var text = FuzzFormat.Saved(CohortSchema.Hcc.Save);
        return FuzzFormat.OfText(
            "schema",
            [text, "{\"columns\": [{\"name\": \"id\", \"kind\": \"id\"}], \"endpoint\": {\"type\": \"recorded\", \"time\": \"t\", \"event\": \"e\"}}"],
            ["{", "}", "[", "]", "null", "\"\"", ",", ":", "-1e999", "\"columns\":", "\"type\":", "\\u0000", "//", "/*"],
            ".json",
            p => CohortSchema.Load(p),
            e => e is TableFormatException);
    }

    private static FuzzRun FeatureParquet()
    {
        var path = Path.GetTempFileName();
        var table = new FeatureTable(
            "t", "Radiomics", Availability.Pre, [new FeatureColumn("a", "mm", null), new FeatureColumn("b", null, null)], ["P1", "P2", "P3"], [1, 2, 3, double.NaN, 5, 6], new FeatureProvenance("test", "a=1", "1.0"));
        table.Save(path);
        var bytes = File.ReadAllBytes(path);
        File.Delete(path);
        return FuzzFormat.Of("feature-table", [bytes], [], ".parquet", p => FeatureTable.Load(p), e => e is InvalidDataException);
    }

    private static void Make(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        }
        catch (IOException) when (File.Exists(path))
        {
            // The other thread makes it.
        }
    }
}

using System.IO.Compression;
using System.Text;
using HccRisk.Core.Cohorts;
using HccRisk.Core.Imaging;
using HccRisk.Core.IO;
using HccRisk.Core.IO.Dicom.Masks;
using HccRisk.Core.IO.Dicom.Phases;
using HccRisk.Core.IO.Nifti;
using HccRisk.Core.IO.Nrrd;
using HccRisk.Core.Tables;
using HccRisk.Core.Tests.IO;
using HccRisk.Core.Tests.IO.Dicom;
using HccRisk.Core.Tests.IO.Dicom.Masks;
using HccRisk.Core.Tests.IO.Dicom.Series;
using HccRisk.Core.Tests.Tables;
using HccRisk.Oracles.Fuzzing;
using Xunit;

namespace HccRisk.Core.Tests.Fuzzing;

/// <summary>Damaged files of every format this library reads itself: read, or refused by the exception that the reader documents.</summary>
public sealed class ReaderFuzzTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, Func<FuzzRun>> Readers = new(StringComparer.Ordinal)
    {
        ["nifti"] = Nifti,
        ["nrrd"] = Nrrd,
        ["dicom"] = Dicom,
        ["seg"] = Segmentation,
        ["rtstruct"] = StructureSet,
        ["csv"] = () => Csv("csv", path => Cohort.Load(path, TestCohorts.Schema)),
        ["manifest"] = () => Csv("manifest", path =>
        {
            Make(Path.Combine(Path.GetDirectoryName(path)!, "a.nii"));
            Cohort.LoadFiles(path);
        }),
        ["phase-file"] = () => Csv("phase-file", path => PhaseOverrides.Read(path)),
        ["schema"] = Schema,
        ["selection"] = Selection,
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

    private static FuzzRun Nifti()
    {
        byte[][] plain = [new NiftiBytes().File, new NiftiBytes(bigEndian: true).File, new NiftiBytes(version2: true).File, new NiftiBytes().Dim(4, 2, 2, 1, 2, 1, 1, 1).File];
        return Image("nifti", [.. plain, Zip(plain[0]), Zip(plain[1])], [], ".nii", path =>
        {
            NiftiFile.CountVolumes(path);
            NiftiFile.ReadMask(path, 1);
            NiftiFile.ReadVolume(path);
        });
    }

    private static FuzzRun Nrrd()
    {
        static byte[] File(string encoding, byte[] data, string more = "") =>
        [
            .. Encoding.ASCII.GetBytes($"NRRD0004\ntype: short\ndimension: 3\nspace: left-posterior-superior\nsizes: 2 1 2\nspace directions: (2,0,0) (0,3,0) (0,0,4)\n"
                + $"kinds: domain domain domain\nendian: little\nencoding: {encoding}\nspace origin: (5,6,7)\n{more}\n"),
            .. data,
        ];
        byte[] raw = [1, 0, 2, 0, 3, 0, 4, 0];
        const string segments = "Segment0_ID:=a\nSegment0_Name:=lesion\nSegment0_LabelValue:=1\nSegment0_Layer:=0\n";
        return Image(
            "nrrd",
            [File("raw", raw), File("gzip", Zip(raw)), File("ascii", "1 2 3 4"u8.ToArray()), File("raw", raw, segments)],
            ["sizes: ", "data file: LIST\n", "data file: ", "../", "line skip: 1\n", "byte skip: -1\n", "(1,0,0) ", "none ", "NaN", "1e999", ":=", "\n", "9999999999 ", "%03d 1 9 1"],
            ".nrrd",
            path =>
            {
                NrrdFile.ReadSegments(path);
                NrrdFile.ReadMask(path);
                NrrdFile.ReadVolume(path);
            });
    }

    private static FuzzRun Dicom()
    {
        using var series = new TestSeries();
        series.Slice(0, 5).Slice(3, 7);
        return Image("dicom", [.. Directory.GetFiles(series.Folder).Select(File.ReadAllBytes)], [], ".dcm", path => ImageFile.Open(path, cancellationToken: TestContext.Current.CancellationToken));
    }

    private static FuzzRun Segmentation() => Image(
        "seg",
        [DicomSegmentationTests.Segmentation([(9, 1, 5), (0, 1, 9), (3, 2, 6)]).File, DicomSegmentationTests.Segmentation([(0, 1, 1), (3, 1, 1)], new byte[24]).File],
        [],
        ".dcm",
        path =>
        {
            var read = DicomSegmentation.Read(path);
            read.ReadMask("1");
            read.ReadMask("1", new MaskTarget(VolumeGeometry.AxisAligned(4, 3, 4, new Vector3D(2, 1.5, 3))));
        });

    private static FuzzRun StructureSet() => Image(
        "rtstruct",
        [TestStructureSet.Of([DicomStructureSetTests.Box(4, 2.5, 3.5, 6.5, 5.2), DicomStructureSetTests.Box(6, 1, 1, 3, 3)]).File],
        ["1e308", "-1e308", "NaN", "\\"],
        ".dcm",
        path => DicomStructureSet.Read(path).ReadMask("GTV-1", new MaskTarget(VolumeGeometry.AxisAligned(20, 16, 7, new Vector3D(1, 1, 2)), "1.2.3", "9.9")));

    private static FuzzRun Csv(string format, Action<string> read) => Text(
        format,
        [
            "patient_id,site,age,kind,name,path,series,phase,volume\nP1,TJ,50,mri,arterial,a.nii,7,arterial,1\nP2,SYSMH,61,mask,lesion,b.nii,8,-,*\n",
            "patient_id;site;age;kind;name;path;series;phase\n\"P1\";\"T\"\"J\";50.5;mri;\"a;b\";\"x\ny\";9;\n",
        ],
        ["\"", ",", ";", "\n", "\r\n", "\t", "NaN", "1e999", "\0", "\uFEFF", "=cmd()"],
        ".csv",
        read,
        e => e is CohortFormatException);

    private static FuzzRun Schema()
    {
        var path = Path.GetTempFileName();
        CohortSchema.Hcc.Save(path);
        var text = File.ReadAllText(path);
        File.Delete(path);
        return Text(
            "schema",
            [text, "{\"columns\": [{\"name\": \"id\", \"kind\": \"id\"}], \"endpoint\": {\"type\": \"recorded\", \"time\": \"t\", \"event\": \"e\"}}"],
            ["{", "}", "[", "]", "null", "\"\"", ",", ":", "-1e999", "\"columns\":", "\"type\":", "\\u0000", "//", "/*"],
            ".json",
            p => CohortSchema.Load(p),
            e => e is CohortFormatException);
    }

    private static FuzzRun Selection() => Text(
        "selection",
        ["{\"path\": \"folder\", \"series\": \"1.2.3\", \"volume\": 2}"],
        ["{", "}", "[", "]", "null", "\"\"", ",", ":", "1e999", "\\u0000", "\"path\":", "../"],
        ImageSelection.Extension,
        p => ImageSelection.Read(p),
        e => e is ImageFormatException);

    private static FuzzRun FeatureParquet()
    {
        var path = Path.GetTempFileName();
        var table = new FeatureTable(
            "t", "Radiomics", Availability.Pre, [new FeatureColumn("a", "mm", null), new FeatureColumn("b", null, null)], ["P1", "P2", "P3"], [1, 2, 3, double.NaN, 5, 6], new FeatureProvenance("test", "a=1", "1.0"));
        table.Save(path);
        var bytes = File.ReadAllBytes(path);
        File.Delete(path);
        return Run("feature-table", [bytes], [], ".parquet", p => FeatureTable.Load(p), e => e is InvalidDataException);
    }

    private static FuzzRun Image(string format, byte[][] files, string[] words, string extension, Action<string> read) =>
        Run(format, files, words, extension, read, e => e is ImageFormatException);

    private static FuzzRun Text(string format, string[] files, string[] words, string extension, Action<string> read, Func<Exception, bool> isRefusal) =>
        Run(format, [.. files.Select(Encoding.UTF8.GetBytes)], words, extension, read, isRefusal);

    private static FuzzRun Run(string format, byte[][] files, string[] words, string extension, Action<string> read, Func<Exception, bool> isRefusal)
    {
        return new FuzzRun
        {
            Format = format,
            Extension = extension,
            // A Parquet file sealed again by somebody who means harm can keep its reader busy without end (SECURITY.md): the checksum is what guards.
            Make = number => number % 4 == 0 || extension == ".parquet"
                ? new Mutator(files, words).Make(number)
                : Reseal.Of(new Mutator(files, words).Make(number)),
            Read = (bytes, path) =>
            {
                File.WriteAllBytes(path, bytes);
                read(path);
            },
            IsRefusal = isRefusal,
        };
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

    private static byte[] Zip(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var zip = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true))
        {
            zip.Write(bytes);
        }

        return stream.ToArray();
    }
}

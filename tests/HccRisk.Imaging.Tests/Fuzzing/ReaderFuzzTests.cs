using System.IO.Compression;
using System.Text;
using HccRisk.Core.Errors;
using HccRisk.Imaging.Dicom.Masks;
using HccRisk.Imaging.Dicom.Phases;
using HccRisk.Imaging.Files;
using HccRisk.Imaging.Nifti;
using HccRisk.Imaging.Nrrd;
using HccRisk.Imaging.Tests.Dicom;
using HccRisk.Imaging.Tests.Dicom.Masks;
using HccRisk.Imaging.Tests.Dicom.Series;
using HccRisk.Imaging.Tests.Files;
using HccRisk.Oracles.Fuzzing;
using Xunit;

namespace HccRisk.Imaging.Tests.Fuzzing;

/// <summary>Damaged images, masks and files about series: read, or refused by the exception that the reader documents.</summary>
public sealed class ReaderFuzzTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, Func<FuzzRun>> Readers = new(StringComparer.Ordinal)
    {
        ["nifti"] = Nifti,
        ["nrrd"] = Nrrd,
        ["dicom"] = Dicom,
        ["seg"] = Segmentation,
        ["rtstruct"] = StructureSet,
        ["phase-file"] = Phases,
        ["selection"] = Selection,
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

    private static FuzzRun Phases() => FuzzFormat.OfText(
        "phase-file",
        ["patient_id,series,phase,volume\nP1,7,arterial,1\nP2,8,-,*\n", "patient_id;series;phase\n\"P1\";9;\n"],
        ["\"", ",", ";", "\n", "\r\n", "\t", "1e999", "\0", "\uFEFF"],
        ".csv",
        path => PhaseOverrides.Read(path),
        e => e is TableFormatException);

    private static FuzzRun Selection() => FuzzFormat.OfText(
        "selection",
        ["{\"path\": \"folder\", \"series\": \"1.2.3\", \"volume\": 2}"],
        ["{", "}", "[", "]", "null", "\"\"", ",", ":", "1e999", "\\u0000", "\"path\":", "../"],
        ImageSelection.Extension,
        p => ImageSelection.Read(p),
        e => e is ImageFormatException);

    private static FuzzRun Image(string format, byte[][] files, string[] words, string extension, Action<string> read) =>
        FuzzFormat.Of(format, files, words, extension, read, e => e is ImageFormatException);

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

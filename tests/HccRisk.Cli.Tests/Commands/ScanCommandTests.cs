using System.CommandLine;
using System.IO.Compression;
using System.Text;
using HccRisk.Cli.Commands;
using HccRisk.Cohorts;
using HccRisk.Cohorts.Scanning;
using HccRisk.Imaging;
using HccRisk.Imaging.Files;
using HccRisk.Imaging.Nifti;
using HccRisk.Oracles;
using Parquet;
using Xunit;

namespace HccRisk.Cli.Tests.Commands;

/// <summary>The real DCE-MR series (three phases in one series) with its fractional segmentation, from a folder to features.</summary>
public sealed class ScanCommandTests
{
    private const string Key = "a key for the tests only";

    private static readonly RootCommand Root = [ScanCommand.Create(), ConvertCommand.Create(), ExtractCommand.Create()];

    // dcmodify writes these into the files; nothing that is made of them may hold one.
    private static readonly (string Tag, string Value)[] Marks =
    [
        ("0010,0010", "Zyxwvut^Quentyn"), ("0010,0030", "19530417"), ("0010,1040", "Elmstreet 5"), ("0010,1000", "Othermarker"), ("0008,0050", "ACC99317"),
        ("0008,0080", "Markerhospital"), ("0008,0090", "Drmarker"), ("0008,1070", "Opmarker"), ("0010,4000", "Commentmarker"), ("0020,4000", "Imagemarker"),
        ("0008,103e", "dynamic of Zyxwvut"),
    ];

    private static readonly string[] Forbidden =
    [
        "Zyxwvut", "Quentyn", "19530417", "1953-04-17", "Elmstreet", "Othermarker", "ACC99317", "Markerhospital", "Drmarker", "Opmarker", "Commentmarker", "Imagemarker",
        "19910808", "1991-08-08", "UCSF-BR-06",
    ];

    [Fact]
    public async Task ScanExtractConvert_MarkedSeries_GivesFeaturesAndNoMarkerInAnyOutput()
    {
        var shared = SharedData.TryPath("data", "dce-mri", "UCSF-BR-06");
        Assert.SkipWhen(shared is null, SharedData.MissingReason);
        var dcmodify = ExternalTool.TryFind("dcmodify");
        Assert.SkipWhen(dcmodify is null, ExternalTool.MissingReason("dcmodify"));
        var folder = Directory.CreateTempSubdirectory("hccrisk-scan-").FullName;
        try
        {
            var export = Path.Combine(folder, "export");
            Copy(Path.Combine(shared!, "image_dce_3dfgre_orig"), Path.Combine(export, "a"));
            Copy(Path.Combine(shared!, "mask"), Path.Combine(export, "b"));
            string[] marks = [.. Marks.SelectMany(mark => new[] { "-i", $"{mark.Tag}={mark.Value}" })];
            dcmodify!.Run(["-nb", .. marks, .. Directory.GetFiles(export, "*", SearchOption.AllDirectories)]);
            await File.WriteAllTextAsync(Path.Combine(export, "bad.dcm"), "Zyxwvut", Token);
            var clinical = Path.Combine(folder, "clinical.csv");
            await File.WriteAllTextAsync(clinical, "patient_id,site,surgery_date,surname\nUCSF-BR-06,TJ,1991-08-20,Zyxwvut\n", Token);
            var phases = Path.Combine(folder, "phases.csv");
            await File.WriteAllTextAsync(phases, "series,volume,phase\ndynamic*,1,pre\ndynamic*,2,arterial\ndynamic*,3,portal_venous\n", Token);
            var key = Path.Combine(folder, "key.txt");
            await File.WriteAllTextAsync(key, Key + "\n", Token);

            var made = Path.Combine(folder, "made");
            var cohort = Path.Combine(made, "cohort");
            var logs = await Run("scan", export, "--out", cohort, "--clinical", clinical, "--phase-file", phases, "--pseudonym-key", key);
            Assert.Empty(Directory.GetFiles(cohort).Select(file => Path.GetFileName(file)).Except(CohortScan.FileNames));
            logs += await Run("extract", "--cohort", Path.Combine(cohort, "manifest.csv"), "--store", Path.Combine(made, "store"), "--csv", Path.Combine(made, "features.csv"));
            var patient = Assert.Single(Cohort.LoadFiles(Path.Combine(cohort, "manifest.csv")).Patients);
            var image = patient.File(PatientFileKind.Mri, "arterial")!.Path;
            var mask = patient.FilesOf(PatientFileKind.Mask).Single().Path;
            logs += await Run("convert", "--image", image, "--mask", mask, "--out", Path.Combine(made, "arterial.nii.gz"), "--montage", Path.Combine(made, "arterial.png"));
            await File.WriteAllTextAsync(Path.Combine(made, "log.txt"), logs, Token);

            // Three volumes, the mask on their grid, one line of finite features; 8 to 20 August 1991 are 12 days.
            Assert.Equal(["pre", "arterial", "portal_venous"], patient.FilesOf(PatientFileKind.Mri).Select(file => file.Name));
            Assert.True(NiftiFile.ReadMask(mask).Geometry.Matches(ImageFile.ReadVolume(image).Geometry));
            Assert.Equal(ImageFile.ReadVolume(image).Voxels.ToArray(), NiftiFile.ReadVolume(Path.Combine(made, "arterial.nii.gz")).Voxels.ToArray());
            Assert.Contains(",12", await File.ReadAllTextAsync(Path.Combine(cohort, "patients.csv"), Token), StringComparison.Ordinal);
            Assert.Equal(2, (await File.ReadAllLinesAsync(Path.Combine(made, "features.csv"), Token)).Length);

            Assert.NotEmpty(Directory.GetFiles(made, "*.parquet", SearchOption.AllDirectories));
            foreach (var file in Directory.GetFiles(made, "*", SearchOption.AllDirectories))
            {
                var text = Path.GetRelativePath(made, file) + "\n" + await Text(file);
                Assert.All(Forbidden, marker => Assert.False(text.Contains(marker, StringComparison.OrdinalIgnoreCase), $"{file} holds {marker}"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Convert_IbsiDicom_HasTheGeometryAndVoxelsOfItsNifti()
    {
        var dicom = SharedData.TryPath("data", "ibsi", "ibsi_1_ct_radiomics_phantom", "dicom", "image");
        var nifti = SharedData.TryPath("data", "ibsi", "ibsi_1_ct_radiomics_phantom", "nifti", "image", "phantom.nii.gz");
        Assert.SkipWhen(dicom is null || nifti is null, SharedData.MissingReason);
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.nii.gz");
        try
        {
            Assert.Equal("204 x 201 x 60 voxels of 0.977 x 0.977 x 3 mm", (await Run("convert", "--image", dicom!, "--out", file)).Trim());

            var (ours, theirs) = (NiftiFile.ReadVolume(file), NiftiFile.ReadVolume(nifti!));
            // The corners of the two grids, whatever the order of their axes.
            Assert.Equal(Corners(theirs.Geometry), Corners(ours.Geometry));
            var step = 0;
            for (var z = 0; z < ours.Geometry.Depth; z += 7)
            {
                for (var x = step++ % 3; x < ours.Geometry.Width; x += 5)
                {
                    var y = (x * 7) % ours.Geometry.Height;
                    var at = theirs.Geometry.ToIndex(ours.Geometry.ToWorld(x, y, z));
                    Assert.Equal(theirs[(int)Math.Round(at.X), (int)Math.Round(at.Y), (int)Math.Round(at.Z)], ours[x, y, z]);
                }
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string[] Corners(VolumeGeometry g) =>
    [
        .. (from x in new[] { 0, g.Width - 1 } from y in new[] { 0, g.Height - 1 } from z in new[] { 0, g.Depth - 1 } select g.ToWorld(x, y, z))
            .Select(p => FormattableString.Invariant($"{p.X:0.00} {p.Y:0.00} {p.Z:0.00}").Replace("-0.00", "0.00", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
        {
            File.WriteAllBytes(Path.Combine(to, Path.GetFileName(file)), File.ReadAllBytes(file));
        }
    }

    private static async Task<string> Text(string path)
    {
        var bytes = await File.ReadAllBytesAsync(path, Token);
        if (path.EndsWith(".parquet", StringComparison.Ordinal))
        {
            return await ParquetText(bytes);
        }

        if (bytes is [0x1F, 0x8B, ..])
        {
            using var unpacked = new MemoryStream();
            await using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
            await gzip.CopyToAsync(unpacked, Token);
            bytes = unpacked.ToArray();
        }

        return Encoding.UTF8.GetString(bytes) + Encoding.Latin1.GetString(bytes);
    }

    // Names, metadata and every value: the pages themselves are compressed.
    private static async Task<string> ParquetText(byte[] bytes)
    {
        var text = new StringBuilder(Encoding.Latin1.GetString(bytes));
        await using var reader = await ParquetReader.CreateAsync(new MemoryStream(bytes), cancellationToken: Token);
        for (var group = 0; group < reader.RowGroupCount; group++)
        {
            using var rows = reader.OpenRowGroupReader(group);
            foreach (var field in reader.Schema.GetDataFields().Where(field => field.ClrType == typeof(string)))
            {
                var values = new string?[rows.RowCount];
                await rows.ReadAsync(field, values.AsMemory(), cancellationToken: Token);
                text.AppendJoin('\n', values);
            }
        }

        return text.ToString();
    }

    private static async Task<string> Run(params string[] arguments)
    {
        await using var output = new StringWriter();
        var configuration = new InvocationConfiguration { Output = output, Error = output, EnableDefaultExceptionHandler = false };
        Assert.Equal(0, await Root.Parse(arguments).InvokeAsync(configuration, Token));
        return output.ToString();
    }
}

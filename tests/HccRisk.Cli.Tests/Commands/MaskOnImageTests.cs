using System.CommandLine;
using System.Globalization;
using HccRisk.Cli.Commands;
using HccRisk.Cohorts.Tables;
using HccRisk.Imaging;
using HccRisk.Imaging.Files;
using HccRisk.Imaging.Nifti;
using HccRisk.Oracles;
using HccRisk.Radiomics;
using Xunit;

namespace HccRisk.Cli.Tests.Commands;

/// <summary>Masks stored in another order of axes than the image, or on other voxels, in every command; what is on record of pixel values.</summary>
public sealed class MaskOnImageTests : IDisposable
{
    private const string Option = "--resample-mask";

    /// <summary>16 x 15 x 12 voxels of 1 x 1 x 1.5 mm.</summary>
    private static readonly VolumeGeometry Image = VolumeGeometry.AxisAligned(16, 15, 12, new Vector3D(1, 1, 1.5));

    /// <summary>The same voxels with x reversed and y and z exchanged.</summary>
    private static readonly VolumeGeometry Turned = new(
        16, 12, 15, new Vector3D(1, 1.5, 1), new Vector3D(15, 0, 0), new Vector3D(-1, 0, 0), new Vector3D(0, 0, 1), new Vector3D(0, 1, 0));

    private readonly string _folder = Directory.CreateTempSubdirectory("hccrisk-masks-").FullName;

    public MaskOnImageTests()
    {
        Directory.CreateDirectory(_folder);
        NiftiFile.Write(At("image.nii.gz"), new Volume<float>(Image, [.. Indices(Image).Select(p => (float)((p.X * 3) + (p.Y * p.Z % 7)))]));
        Write("straight.nii.gz", Image);
        Write("turned.nii.gz", Turned);
        Write("cropped.nii.gz", Part(1, 3, 2, 11, 9, 8));
        Write("cut.nii.gz", Part(-3, -2, -1, 10, 20, 20));
        NiftiFile.WriteMask(At("elsewhere.nii.gz"), new Mask(Part(40, 0, 0, 3, 4, 5), [.. Enumerable.Repeat(true, 60)]));
        Write("coarse.nii.gz", VolumeGeometry.AxisAligned(8, 8, 6, new Vector3D(2, 2, 3)));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Extract_MaskInAnotherOrderOfAxes_GivesTheSameFeatures()
    {
        string[] rest = ["--image", At("image.nii.gz"), "--preset", "pyradiomics", "--mask"];

        Assert.Equal(await Run("extract", [.. rest, At("straight.nii.gz")]), await Run("extract", [.. rest, At("turned.nii.gz")]));
    }

    [Fact]
    public async Task Extract_CroppedMask_GivesTheSameFeaturesAndSaysSo()
    {
        string[] rest = ["--image", At("image.nii.gz"), "--preset", "pyradiomics", "--mask"];
        var (whole, _) = await Run("extract", [.. rest, At("straight.nii.gz")]);
        var (cropped, error) = await Run("extract", [.. rest, At("cropped.nii.gz")]);

        Assert.Equal(whole, cropped);
        Assert.Contains("OtherExtent: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExtractAndConvert_MaskThatReachesBeyondTheImage_IsCutAndTheVoxelsCounted()
    {
        // Of the ellipsoid's columns x = 2 to 10, this mask has those of x below 7; the image's own x begin at 0, so nothing of it is lost there.
        await Run("convert", "--image", At("image.nii.gz"), "--mask", At("cut.nii.gz"), "--mask-out", At("cut-out.nii"));
        Assert.Equal(NiftiFile.ReadMask(At("cut.nii.gz")).Count, NiftiFile.ReadMask(At("cut-out.nii")).Count);

        // An image that ends at x = 5 loses the rest.
        var narrow = Image with { Width = 6 };
        NiftiFile.Write(At("narrow.nii.gz"), new Volume<float>(narrow, [.. Indices(narrow).Select(p => (float)((p.X * 3) + (p.Y * p.Z % 7)))]));
        var mask = NiftiFile.ReadMask(At("straight.nii.gz"));
        var lost = Indices(Image).Where((p, i) => mask.Inside[i] && p.X > 5).Count();
        foreach (var (command, rest) in Both("narrow-out.nii"))
        {
            var (_, error) = await Run(command, ["--image", At("narrow.nii.gz"), "--mask", At("straight.nii.gz"), .. rest]);
            Assert.Contains($"OutsideImage: '{At("straight.nii.gz")}' has", error, StringComparison.Ordinal);
            Assert.Contains($": {lost} of its {mask.Count} voxels inside lie beyond the image", error, StringComparison.Ordinal);
        }

        foreach (var (command, rest) in Both("elsewhere-out.nii"))
        {
            var empty = await Assert.ThrowsAsync<EmptyMaskException>(() => Run(command, ["--image", At("image.nii.gz"), "--mask", At("elsewhere.nii.gz"), .. rest]));
            Assert.Contains("elsewhere.nii.gz", empty.Message, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(At("elsewhere-out.nii")));
    }

    // Voxels of 2 x 2 x 3 mm beside an image of 6 columns, which ends at x = 5.5 mm: the mask's columns at 6, 8 and 10 mm are lost.
    [Fact]
    public async Task ExtractAndConvert_ResampledMaskBeyondTheImage_CountsTheVoxelsOfTheMaskThatAreLost()
    {
        var narrow = Image with { Width = 6 };
        NiftiFile.Write(At("narrow.nii.gz"), new Volume<float>(narrow, [.. Indices(narrow).Select(p => (float)((p.X * 3) + (p.Y * p.Z % 7)))]));
        var mask = NiftiFile.ReadMask(At("coarse.nii.gz"));
        var lost = Indices(mask.Geometry).Where((p, i) => mask.Inside[i] && p.X * 2 > 5.5).Count();
        foreach (var (command, rest) in Both("narrow-out.nii"))
        {
            var (_, error) = await Run(command, ["--image", At("narrow.nii.gz"), "--mask", At("coarse.nii.gz"), Option, .. rest]);
            Assert.Contains($"OutsideImage: {lost} of the {mask.Count} voxels inside '{At("coarse.nii.gz")}' lie beyond the image", error, StringComparison.Ordinal);
        }

        File.WriteAllLines(At("manifest.csv"), ["patient_id,kind,name,path", "P1,mri,arterial,narrow.nii.gz", "P1,mask,arterial,coarse.nii.gz"]);
        await Run("extract", "--cohort", At("manifest.csv"), "--store", At("store"), Option);
        var remark = Assert.Single(FeatureStore.Open(At("store")).Load("radiomics").Remarks);
        Assert.Contains(remark.Notes, note => note.Contains($"OutsideImage: {lost} of the {mask.Count} voxels", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ExtractAndConvert_ResampledMaskWithinTheImage_LosesNothing()
    {
        foreach (var (command, rest) in Both("whole-out.nii"))
        {
            var (_, error) = await Run(command, ["--image", At("image.nii.gz"), "--mask", At("coarse.nii.gz"), Option, .. rest]);
            Assert.DoesNotContain("OutsideImage", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ExtractAndConvert_ResampledMaskBesideTheImage_IsAnErrorWithTheCount()
    {
        var grid = VolumeGeometry.AxisAligned(3, 4, 5, new Vector3D(2, 2, 3)) with { Origin = new Vector3D(40, 0, 0) };
        NiftiFile.WriteMask(At("beside.nii.gz"), new Mask(grid, [.. Enumerable.Repeat(true, 60)]));
        foreach (var (command, rest) in Both("beside-out.nii"))
        {
            var empty = await Assert.ThrowsAsync<EmptyMaskException>(() => Run(command, ["--image", At("image.nii.gz"), "--mask", At("beside.nii.gz"), Option, .. rest]));
            Assert.Contains("60 of the 60 voxels", empty.Message, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(At("beside-out.nii")));
    }

    [Fact]
    public async Task Convert_MaskInAnotherOrderOfAxesOrCropped_IsWrittenVoxelForVoxel()
    {
        foreach (var name in new[] { "straight", "turned", "cropped" })
        {
            await Run("convert", "--image", At("image.nii.gz"), "--mask", At($"{name}.nii.gz"), "--mask-out", At($"{name}-out.nii"), "--montage", At($"{name}.png"));
        }

        Assert.Equal(File.ReadAllBytes(At("straight-out.nii")), File.ReadAllBytes(At("turned-out.nii")));
        Assert.Equal(File.ReadAllBytes(At("straight-out.nii")), File.ReadAllBytes(At("cropped-out.nii")));
        Assert.Equal(File.ReadAllBytes(At("straight.png")), File.ReadAllBytes(At("turned.png")));
    }

    [Fact]
    public async Task ExtractAndConvert_MaskOfOtherVoxels_AreRefusedWithTheOptionThatResamples()
    {
        string[] extract = ["--image", At("image.nii.gz"), "--mask", At("coarse.nii.gz"), "--preset", "pyradiomics"];
        string[] convert = ["--image", At("image.nii.gz"), "--mask", At("coarse.nii.gz"), "--mask-out", At("coarse-out.nii")];
        foreach (var (command, arguments) in new[] { ("extract", extract), ("convert", convert) })
        {
            var message = CommandWords.Of((await Assert.ThrowsAsync<GeometryMismatchException>(() => Run(command, arguments))).Message);
            Assert.Contains(Option, message, StringComparison.Ordinal);
            Assert.DoesNotContain("RadiomicsOptions", message, StringComparison.Ordinal);
            var (_, error) = await Run(command, [.. arguments, Option]);
            Assert.Contains("Resampled", error, StringComparison.Ordinal);
        }

        Assert.Equal(NiftiFile.ReadMask(At("coarse.nii.gz")).ResampleTo(Image).Inside.ToArray(), NiftiFile.ReadMask(At("coarse-out.nii")).Inside.ToArray());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("pyradiomics")]
    public async Task ExtractCohort_MasksOfAllKinds_AreUsedOrExcludedWithTheOptionThatResamples(string? preset)
    {
        string[] names = ["coarse", "cropped", "straight", "turned"];
        File.WriteAllLines(At("manifest.csv"), names.SelectMany(name => new[] { $"{name},mri,arterial,image.nii.gz", $"{name},mask,arterial,{name}.nii.gz" }).Prepend("patient_id,kind,name,path"));
        string[] arguments = ["--cohort", At("manifest.csv"), "--store", At("store"), .. preset is null ? Array.Empty<string>() : ["--preset", preset]];

        var (text, _) = await Run("extract", arguments);
        var table = FeatureStore.Open(At("store")).Load("radiomics");
        Assert.Equal(["cropped", "straight", "turned"], table.PatientIds);
        Assert.Equal(table.Row(0).ToArray(), table.Row(1).ToArray());
        Assert.Equal(table.Row(0).ToArray(), table.Row(2).ToArray());
        Assert.Contains("OtherExtent", Assert.Single(Assert.Single(table.Remarks, remark => remark.PatientId == "cropped").Notes), StringComparison.Ordinal);
        Assert.Contains($"excluded: coarse (radiomics): ", text, StringComparison.Ordinal);
        Assert.Contains(Option, text, StringComparison.Ordinal);

        await Run("extract", [.. arguments, Option]);
        Assert.Equal(names, FeatureStore.Open(At("store")).Load("radiomics").PatientIds);
    }

    // An image has many values, or fractions; a label chooses what is meant in a map of as many, and one value is a mask whatever it is.
    [Theory]
    [InlineData(65, 1, null, "more than 64 values")]
    [InlineData(3, 0.5, null, "a fraction")]
    [InlineData(65, 1, 2, null)]
    [InlineData(64, 1, null, null)]
    [InlineData(1, 0.5, null, null)]
    public async Task Extract_MaskOfManyValues_IsRefusedWithoutALabel(int values, double step, int? label, string? refused)
    {
        foreach (var name in new[] { "levels.nii", "levels.nrrd" })
        {
            var voxels = new Volume<float>(Image, [.. Indices(Image).Select((_, i) => (float)(step * (1 + (i % values))))]);
            if (name.EndsWith(".nii", StringComparison.Ordinal))
            {
                NiftiFile.Write(At(name), voxels);
            }
            else
            {
                NrrdText(At(name), voxels);
            }

            foreach (var (command, rest) in new (string, string[])[] { ("extract", ["--preset", "ibsi-1-dp"]), ("convert", ["--mask-out", At("levels-out.nii")]) })
            {
                string[] arguments = ["--image", At("image.nii.gz"), "--mask", At(name), .. rest, .. label is { } value ? ["--label", value.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>()];
                if (refused is null)
                {
                    await Run(command, arguments);
                    continue;
                }

                var error = (await Assert.ThrowsAnyAsync<ImageFormatException>(() => Run(command, arguments))).Message;
                Assert.Contains(At(name), error, StringComparison.Ordinal);
                Assert.Contains(refused, error, StringComparison.Ordinal);
                Assert.Contains("give the label", error, StringComparison.Ordinal);
            }
        }
    }

    // A copy of the image by its bytes, and by its voxels in a file of other bytes; the other patient is scored.
    [Theory]
    [InlineData("mask", "image.nii.gz", "are the same file")]
    [InlineData("mask", "copy.nii.gz", "are the same file")]
    [InlineData("mask", "other.nii", "more than 64 values")]
    [InlineData("reference_mask", "copy.nii.gz", "are the same file")]
    [InlineData("organ_mask", "copy.nii.gz", "are the same file")]
    public async Task ExtractCohort_ImageAsMask_LeavesThePatientOut(string kind, string file, string reason)
    {
        NiftiFile.Write(At("image.nii.gz"), new Volume<float>(Image, [.. Indices(Image).Select((_, i) => (float)(i % 97))]));
        NiftiFile.Write(At("second.nii.gz"), new Volume<float>(Image, [.. Indices(Image).Select((_, i) => (float)(i % 89))]));
        File.Copy(At("image.nii.gz"), At("copy.nii.gz"));
        NiftiFile.Write(At("other.nii"), NiftiFile.ReadVolume(At("image.nii.gz")), "another");
        string[] own = kind == "mask" ? [] : ["P1,mask,arterial,straight.nii.gz"];
        File.WriteAllLines(
            At("manifest.csv"),
            ["patient_id,kind,name,path", "P1,mri,arterial,image.nii.gz", $"P1,{kind},arterial,{file}", .. own, "P2,mri,arterial,second.nii.gz", "P2,mask,arterial,turned.nii.gz"]);

        var (text, _) = await Run("extract", "--cohort", At("manifest.csv"), "--store", At("store"));

        Assert.Equal(["P2"], FeatureStore.Open(At("store")).Load("radiomics").PatientIds);
        Assert.Contains("excluded: P1", text, StringComparison.Ordinal);
        Assert.Contains(reason, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExtractCohort_SeriesByDifferentRules_IsOnRecordAndSaid()
    {
        var (philips, other) = (Shared("cases", "philips", "pre"), Shared("cases", "secondary-capture", "image"));
        var grid = ImageFile.Open(philips, cancellationToken: TestContext.Current.CancellationToken).Volume.Geometry;
        NiftiFile.WriteMask(At("lesion.nii"), new Mask(grid, [.. Indices(grid).Select(p => p is { X: > 3 and < 9, Y: > 2 and < 7, Z: > 1 and < 6 })]));
        File.WriteAllLines(At("manifest.csv"), ["patient_id,kind,name,path", $"P1,mri,pre,{philips}", $"P1,mri,arterial,{other}", "P1,mask,pre,lesion.nii"]);

        var (text, _) = await Run("extract", "--cohort", At("manifest.csv"), "--store", At("store"), "--series", "pre,arterial");

        var remark = Assert.Single(FeatureStore.Open(At("store")).Load("radiomics").Remarks);
        Assert.EndsWith("pixel values: pre PhilipsPrivate, arterial Rescale", remark.Source, StringComparison.Ordinal);
        Assert.Contains(remark.Notes, note => note.StartsWith("the series have pixel values by different rules", StringComparison.Ordinal));
        Assert.Contains(remark.Notes, note => note.Contains("NotOfVolume: 1 of 9 images", StringComparison.Ordinal));
        Assert.Contains("remark: the series have pixel values by different rules", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sparse-seg", "seg.dcm", 73)]
    [InlineData("rtstruct", "twoz.dcm", 400)]
    public async Task Convert_Cases_HaveTheVoxelsThatWereDrawn(string name, string mask, int voxels)
    {
        var (text, _) = await Run("convert", "--image", Shared("cases", name, "image"), "--mask", Shared("cases", name, mask), "--mask-out", At("out.nii"));

        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"mask of {voxels} voxels"), text, StringComparison.Ordinal);
        Assert.Equal(voxels, NiftiFile.ReadMask(At("out.nii")).Count);
    }

    private static IEnumerable<(int X, int Y, int Z)> Indices(VolumeGeometry g) =>
        Enumerable.Range(0, (int)g.VoxelCount).Select(i => (i % g.Width, i / g.Width % g.Height, i / (g.Width * g.Height)));

    private static string Shared(params string[] parts)
    {
        var path = SharedData.TryPath(parts);
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        return path!;
    }

    private static async Task<(string Output, string Error)> Run(string command, params string[] arguments)
    {
        RootCommand root = [ExtractCommand.Create(), ConvertCommand.Create()];
        using var output = new StringWriter();
        using var error = new StringWriter();
        var configuration = new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false };
        var code = await root.Parse([command, .. arguments]).InvokeAsync(configuration, TestContext.Current.CancellationToken);
        Assert.Equal(output.ToString().Contains("excluded: ", StringComparison.Ordinal) ? 42 : 0, code);
        return (output.ToString(), error.ToString());
    }

    private static void NrrdText(string path, Volume<float> volume)
    {
        var g = volume.Geometry;
        var header = FormattableString.Invariant($"""
            NRRD0004
            type: float
            dimension: 3
            space: right-anterior-superior
            sizes: {g.Width} {g.Height} {g.Depth}
            space directions: ({g.Spacing.X},0,0) (0,{g.Spacing.Y},0) (0,0,{g.Spacing.Z})
            space origin: (0,0,0)
            encoding: text
            """);
        var voxels = string.Join(' ', volume.Voxels.ToArray().Select(v => v.ToString(CultureInfo.InvariantCulture)));
        File.WriteAllText(path, $"{header}\n\n{voxels}\n".ReplaceLineEndings("\n"));
    }

    private (string Command, string[] Arguments)[] Both(string output) => [("extract", ["--preset", "pyradiomics"]), ("convert", ["--mask-out", At(output)])];

    private string At(string name) => Path.Combine(_folder, name);

    private static VolumeGeometry Part(int x, int y, int z, int width, int height, int depth) =>
        Image with { Width = width, Height = height, Depth = depth, Origin = Image.ToWorld(x, y, z) };

    /// <summary>An ellipsoid by places in the world.</summary>
    private void Write(string name, VolumeGeometry grid) => NiftiFile.WriteMask(At(name), new Mask(grid, [.. Indices(grid).Select(p =>
    {
        var at = grid.ToWorld(p.X, p.Y, p.Z);
        return Math.Pow((at.X - 6) / 4, 2) + Math.Pow((at.Y - 7) / 3, 2) + Math.Pow((at.Z - 9) / 5, 2) <= 1;
    })]));
}

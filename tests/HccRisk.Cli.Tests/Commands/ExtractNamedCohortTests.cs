using System.CommandLine;
using HccRisk.Cli.Commands;
using HccRisk.Cohorts.Tables;
using HccRisk.Imaging;
using HccRisk.Imaging.Files;
using HccRisk.Imaging.Nifti;
using HccRisk.Radiomics.Presets;
using HccRisk.Studies.Protocol;
using Xunit;

namespace HccRisk.Cli.Tests.Commands;

/// <summary>Cohorts under a preset or a parameter file, with series on grids of their own and files that are not there.</summary>
public sealed class ExtractNamedCohortTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hccrisk-extract-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("pyradiomics", null)]
    [InlineData("pyradiomics", 3.0)]
    [InlineData("ibsi-1-b", null)]
    public async Task Extract_Preset_HasItsNamesAndValuesPerSeries(string name, double? binWidth)
    {
        WriteSeries("P1", "arterial", 16);
        WriteSeries("P1", "t2", 20);
        var manifest = Manifest("P1,mri,arterial,P1/arterial.nii.gz", "P1,mask,arterial,P1/arterial_mask.nii.gz", "P1,mri,t2,P1/t2.nii.gz", "P1,mask,t2,P1/t2_mask.nii.gz,1");
        string[] width = binWidth is { } w ? ["--bin-width", w.ToString(System.Globalization.CultureInfo.InvariantCulture)] : [];

        var (code, text) = await Run(["--cohort", manifest, "--store", At("store"), "--preset", name, .. width]);

        Assert.Equal(0, code);
        var preset = RadiomicsPreset.Find(name);
        preset = binWidth is { } value ? preset.WithBinWidth(value) : preset;
        var table = FeatureStore.Open(At("store")).Load("radiomics");
        foreach (var series in (string[])["arterial", "t2"])
        {
            // Each under its own mask, on its own grid.
            var alone = preset.Extract(ImageFile.ReadVolume(At($"P1/{series}.nii.gz")), ImageFile.ReadMask(At($"P1/{series}_mask.nii.gz"), null), TestContext.Current.CancellationToken);
            Assert.All(alone, f => Assert.Equal(f.Value, table.Column($"{series}.{f.Key}")[0]));
            Assert.Equal(alone.Count * 2, table.Columns.Count);
        }

        Assert.Contains($"1 patients, {table.Columns.Count} features", text, StringComparison.Ordinal);
    }

    /// <summary>A mask of two values without a word which: pyradiomics takes 1, from a parameter file too, IBSI both.</summary>
    [Theory]
    [InlineData("pyradiomics", "original_shape_VoxelVolume", false, 1)]
    [InlineData("pyradiomics", "original_shape_VoxelVolume", true, 1)]
    [InlineData("ibsi-1-dp", "morph_vol_approx", false, 2)]
    public async Task Extract_OneLesionWithoutLabel_TakesThatOfThePreset(string preset, string feature, bool withParameters, int values)
    {
        WriteSeries("P1", "t1", 16);
        var lesion = ImageFile.ReadMask(At("P1/t1_mask.nii.gz"));
        var half = lesion.Count / 2;
        var seen = 0;
        NiftiFile.Write(At("P1/two.nii.gz"), new Volume<byte>(lesion.Geometry, [.. lesion.Inside.ToArray().Select(v => (byte)(!v ? 0 : seen++ < half ? 1 : 2))]));
        File.WriteAllText(At("p.yaml"), "setting: {binWidth: 4}\n");
        string[] parameters = withParameters ? ["--params", At("p.yaml")] : [];

        var (code, text) = await Run(["--image", At("P1/t1.nii.gz"), "--mask", At("P1/two.nii.gz"), "--preset", preset, .. parameters]);

        Assert.Equal(0, code);
        var line = text.Split('\n').Single(l => l.StartsWith(feature + ",", StringComparison.Ordinal));
        var volume = double.Parse(line[(feature.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal((values == 1 ? half : lesion.Count) * lesion.Geometry.VoxelVolume, volume, 1e-6);
    }

    [Fact]
    public async Task Extract_ParameterFile_IsFollowedWithItsLabel()
    {
        WriteSeries("P1", "arterial", 16);
        var manifest = Manifest("P1,mri,arterial,P1/arterial.nii.gz", "P1,mask,arterial,P1/arterial_mask.nii.gz");
        File.WriteAllText(At("p.yaml"), "setting: {binWidth: 4, normalize: true, normalizeScale: 100}\nfeatureClass: {firstorder: [Mean], glcm: [Contrast]}\n");
        File.WriteAllText(At("other.yaml"), "setting: {label: 7}\n");

        var (code, _) = await Run("--cohort", manifest, "--store", At("store"), "--params", At("p.yaml"));
        var (none, reason) = await Run("--cohort", manifest, "--store", At("other"), "--params", At("other.yaml"));

        Assert.Equal(0, code);
        var table = FeatureStore.Open(At("store")).Load("radiomics");
        Assert.Equal(["arterial.original_firstorder_Mean", "arterial.original_glcm_Contrast"], table.Columns.Select(c => c.Name));
        var alone = PyradiomicsParameters.Load(At("p.yaml")).Extract(ImageFile.ReadVolume(At("P1/arterial.nii.gz")), ImageFile.ReadMask(At("P1/arterial_mask.nii.gz"), 1), TestContext.Current.CancellationToken);
        Assert.Equal(alone.Select(f => f.Value), table.Row(0).ToArray());
        Assert.Equal(CommandErrors.WrongInput, none);
        Assert.Contains("has no voxel with label 7; it has 1.", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extract_OptionalFileAbsent_IsARemarkAndNoExclusion()
    {
        foreach (var id in (string[])["P1", "P2", "P3"])
        {
            WriteSeries(id, "arterial", 16);
        }

        WriteSeries("P1", "delayed", 16);
        File.Delete(At("P3/arterial.nii.gz"));
        var manifest = Manifest([.. ((string[])["P1", "P2", "P3"]).SelectMany(id => (string[])[$"{id},mri,arterial,{id}/arterial.nii.gz", $"{id},mri,delayed,{id}/delayed.nii.gz", $"{id},mask,arterial,{id}/arterial_mask.nii.gz"])]);

        var (code, text) = await Run("--cohort", manifest, "--store", At("store"), "--series", "arterial", "--optional-series", "delayed");
        var (alone, other) = await Run("--cohort", manifest, "--store", At("alone"), "--series", "arterial");

        Assert.Equal((42, 42), (code, alone));
        Assert.Equal(["P1", "P2"], FeatureStore.Open(At("store")).Load("radiomics").PatientIds);
        Assert.Contains("missing values: delayed: ", text, StringComparison.Ordinal);
        Assert.Contains("[mri 'delayed', manifest line ", text, StringComparison.Ordinal);
        Assert.Contains("excluded: P3 (files): the file of mri 'arterial' does not exist (manifest line ", text, StringComparison.Ordinal);
        Assert.Contains("2 patients,", other, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extract_ResampleMasks_MeasuresASeriesOnAnotherGrid()
    {
        WriteSeries("P1", "arterial", 16);
        WriteSeries("P1", "t2", 20);
        var manifest = Manifest("P1,mri,arterial,P1/arterial.nii.gz", "P1,mask,lesion,P1/arterial_mask.nii.gz", "P1,mri,t2,P1/t2.nii.gz");
        File.WriteAllText(At("options.json"), """{ "resampleMasks": true }""");

        var (refused, error) = await Run("--cohort", manifest, "--store", At("strict"));
        var (code, _) = await Run("--cohort", manifest, "--store", At("store"), "--options", At("options.json"));

        Assert.Equal(CommandErrors.WrongInput, refused);
        Assert.Contains("20 x 15 x 12", error, StringComparison.Ordinal);
        Assert.Contains("16 x 15 x 12", error, StringComparison.Ordinal);
        Assert.Equal(0, code);
        var table = FeatureStore.Open(At("store")).Load("radiomics");
        Assert.True(double.IsFinite(table.Column("t2.stat_mean")[0]));
        Assert.Contains("t2: 20 x 15 x 12 voxels", table.Remarks[0].Source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extract_NotFiniteInside_KeepsThePatient()
    {
        WriteSeries("P1", "arterial", 16, float.NaN);

        var (code, text) = await Run("--cohort", Manifest("P1,mri,arterial,P1/arterial.nii.gz", "P1,mask,arterial,P1/arterial_mask.nii.gz"), "--store", At("store"));

        Assert.Equal(0, code);
        Assert.Contains("missing values: Series 'arterial': the lesion holds NaN", text, StringComparison.Ordinal);
        var table = FeatureStore.Open(At("store")).Load("radiomics");
        Assert.True(table.Column("shape.morph_volume_mesh")[0] > 0);
        Assert.True(double.IsNaN(table.Column("arterial.stat_mean")[0]));
    }

    [Theory]
    [InlineData("--options, or --preset", "--preset", "pyradiomics", "--options", "o.json")]
    [InlineData("--bin-width goes with", "--bin-width", "3")]
    public async Task Extract_TwoConfigurations_SaysWhatGoesWithWhat(string expected, params string[] arguments)
    {
        var error = await Assert.ThrowsAsync<StudyProtocolException>(() => Run(["--folder", _folder, "--store", At("s"), .. arguments]));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private string At(string name) => Path.Combine(_folder, name);

    private string Manifest(params string[] lines)
    {
        File.WriteAllLines(At("manifest.csv"), lines.Prepend("patient_id,kind,name,path,label"));
        return At("manifest.csv");
    }

    /// <summary>A ramp and the mask of a ball in it.</summary>
    private void WriteSeries(string id, string name, int width, float? centre = null)
    {
        Directory.CreateDirectory(At(id));
        var g = VolumeGeometry.AxisAligned(width, 15, 12, new Vector3D(16.0 / width, 1, 1.5));
        var at = Enumerable.Range(0, (int)g.VoxelCount).Select(i => (X: i % width, Y: i / width % 15, Z: i / width / 15)).ToArray();
        var voxels = at.Select(p => (float)((p.X * 3) + (p.Y * p.Z % 7))).ToArray();
        voxels[(width / 2) + (width * (7 + (15 * 6)))] = centre ?? 20;
        NiftiFile.Write(At($"{id}/{name}.nii.gz"), new Volume<float>(g, voxels));
        NiftiFile.WriteMask(At($"{id}/{name}_mask.nii.gz"), new Mask(g, [.. at.Select(p => Math.Pow((p.X * 16.0 / width) - 8, 2) + Math.Pow(p.Y - 7, 2) + Math.Pow((p.Z - 6) * 1.5, 2) <= 16)]));
    }

    private static async Task<(int Code, string Text)> Run(params string[] arguments)
    {
        RootCommand root = [ExtractCommand.Create()];
        using var output = new StringWriter();
        var configuration = new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false };
        var code = await root.Parse(["extract", .. arguments]).InvokeAsync(configuration, TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using HccRisk.Cli.Commands;
using HccRisk.Oracles;
using HccRisk.Radiomics;
using HccRisk.Radiomics.Presets;
using HccRisk.Studies.Protocol;
using Xunit;

namespace HccRisk.Cli.Tests.Commands;

public sealed class ExtractCommandTests
{
    private static readonly RootCommand Root = [ExtractCommand.Create()];

    [Fact]
    public async Task Extract_DigitalPhantomAsJson_HoldsTheTagsOfTheReferenceTable()
    {
        using var json = JsonDocument.Parse(await Run("--preset", "ibsi-1-dp", "--json"));

        // Mean and joint maximum of the phantom, IBSI-1 tables; its 74 voxels.
        Assert.Equal(2.15, json.RootElement.GetProperty("stat_mean").GetDouble(), 0.005);
        Assert.Equal(0.503, json.RootElement.GetProperty("cm_joint_max_3D_avg").GetDouble(), 0.0005);
        Assert.Equal(74, json.RootElement.GetProperty("morph_mask_vox_count_init_roi").GetInt32());
    }

    [Fact]
    public async Task Extract_PyradiomicsAsCsv_HasALineAFeature()
    {
        var lines = (await Run("--preset", "pyradiomics", "--bin-width", "1")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("feature,value", lines[0]);
        Assert.Equal(107, lines.Length - 1);
        var mean = Array.Find(lines, l => l.StartsWith("original_firstorder_Mean,", StringComparison.Ordinal));
        Assert.Equal(2.15, double.Parse(mean!.Split(',')[1], CultureInfo.InvariantCulture), 0.005);
    }

    [Fact]
    public async Task Extract_LabelThatIsNotThere_NamesThoseThereAre()
    {
        var error = await Assert.ThrowsAsync<EmptyMaskException>(() => Run("--preset", "pyradiomics", "--label", "9"));

        Assert.EndsWith("has no voxel with label 9; it has 1.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", "the label 0 is what lies outside")]
    [InlineData("4000000000", "'4000000000' is no whole number of 32 bits")]
    public async Task Extract_LabelThatCannotBe_IsRefused(string label, string reason)
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => Run("--preset", "pyradiomics", "--label", label));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extract_UnknownPreset_NamesThoseThereAre()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => Run("--preset", "ibsi-1-f"));

        Assert.Contains("ibsi-1-e", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extract_ParameterFile_GivesItsFeaturesOfItsLabel()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.yaml");
        try
        {
            await File.WriteAllTextAsync(file, "setting: {binWidth: 1, label: 1, preCrop: true}\nfeatureClass: {firstorder: [Mean, Minimum]}", TestContext.Current.CancellationToken);
            var lines = (await Run("--preset", "pyradiomics", "--params", file)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(["feature", "original_firstorder_Mean", "original_firstorder_Minimum"], lines.Select(l => l.Split(',')[0]));
            Assert.Equal("original_firstorder_Minimum,1", lines[2]);

            var other = await Assert.ThrowsAsync<ArgumentException>(() => Run("--preset", "ibsi-1-a", "--params", file));
            Assert.Contains("ibsi-1-a", other.Message, StringComparison.Ordinal);

            await File.WriteAllTextAsync(file, "setting: {label: 7}", TestContext.Current.CancellationToken);
            var empty = await Assert.ThrowsAsync<EmptyMaskException>(() => Run("--preset", "pyradiomics", "--params", file));
            Assert.Contains("no voxel with label 7", empty.Message, StringComparison.Ordinal);

            await File.WriteAllTextAsync(file, "imageType: {Laplace: {}}", TestContext.Current.CancellationToken);
            var fault = await Assert.ThrowsAsync<PyradiomicsParametersException>(() => Run("--preset", "pyradiomics", "--params", file));
            Assert.Contains("'imageType' has Laplace: supported are Original", fault.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Extract_ImageAndMaskByPlace_IsPyradiomics()
    {
        var named = await Run("--preset", "pyradiomics");

        Assert.Equal(named, await RunAlone(Files()));
        await Assert.ThrowsAsync<StudyProtocolException>(() => RunAlone(Files()[..1]));
        var error = await Assert.ThrowsAsync<StudyProtocolException>(() => RunAlone([.. Files(), "--store", "s"]));
        Assert.Contains("--store is for many patients", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extract_AllLabels_HasAColumnALabel()
    {
        var one = (await Run("--preset", "pyradiomics", "--label", "1")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var all = (await Run("--preset", "pyradiomics", "--label", "all")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        using var json = JsonDocument.Parse(await Run("--preset", "pyradiomics", "--label", "all", "--json"));

        Assert.Equal("feature,1", all[0]);
        Assert.Equal(one[1..], all[1..]);
        Assert.Equal(2.15, json.RootElement.GetProperty("1").GetProperty("original_firstorder_Mean").GetDouble(), 0.005);
    }

    private static string[] Files()
    {
        var image = SharedData.TryPath("data", "ibsi", "ibsi_1_digital_phantom", "nifti", "image", "phantom.nii.gz");
        var mask = SharedData.TryPath("data", "ibsi", "ibsi_1_digital_phantom", "nifti", "mask", "mask.nii.gz");
        Assert.SkipWhen(image is null || mask is null, SharedData.MissingReason);
        return [image!, mask!];
    }

    private static Task<string> Run(params string[] more) => Files() is [var image, var mask] ? RunAlone(["--image", image, "--mask", mask, .. more]) : throw new InvalidOperationException();

    private static async Task<string> RunAlone(string[] arguments)
    {
        using var output = new StringWriter();
        var configuration = new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false };
        var code = await Root.Parse(["extract", .. arguments]).InvokeAsync(configuration, TestContext.Current.CancellationToken);
        Assert.Equal(0, code);
        return output.ToString();
    }
}

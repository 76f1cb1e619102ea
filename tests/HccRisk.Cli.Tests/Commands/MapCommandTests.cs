using System.CommandLine;
using System.Globalization;
using HccRisk.Cli.Commands;
using HccRisk.Core.Csv;
using HccRisk.Imaging;
using HccRisk.Imaging.Nifti;
using HccRisk.Oracles;
using HccRisk.Studies.Protocol;
using Xunit;

namespace HccRisk.Cli.Tests.Commands;

public sealed class MapCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>In a ramp along x the mean of a kernel inside the lesion is the value at its centre.</summary>
    [Fact]
    public async Task Map_Ramp_WritesMapsSummaryAndPicture()
    {
        Ramp();
        File.WriteAllText(_folder["o.json"], "{\"families\": \"statistics\"}");

        var (code, text) = await Run(_folder["a.nii.gz"], _folder["m.nii.gz"], "--out", _folder["maps"], "--options", _folder["o.json"], "--feature", "stat_m*", "--kernel", "5", "--plot", _folder["p.svg"]);

        Assert.Equal(0, code);
        Assert.Contains("6 maps of 500 voxels", text, StringComparison.Ordinal);
        var map = NiftiFile.ReadVolume(Path.Combine(_folder["maps"], "stat_mean.nii.gz"));
        Assert.Equal([float.NaN, float.NaN, 4, 4.5f, 5, 6], map.Voxels.Slice((14 * 9 * 4) + (14 * 4), 6).ToArray());
        var table = CsvTable.Read(Path.Combine(_folder["maps"], "summary.csv"), "summary");
        Assert.Equal(["stat_mean", "stat_median", "stat_minimum", "stat_maximum", "stat_mean_absolute_deviation", "stat_median_absolute_deviation"], table.Rows.Select(r => r.Cells[0]));

        // The values 4, 4.5, 5, 6, ... 10, 10.5, 11, in equal numbers.
        Assert.Equal(7.5, double.Parse(table.Rows[0].Cells[table.IndexOf("mean")], CultureInfo.InvariantCulture), 1e-6);
        var svg = File.ReadAllText(_folder["p.svg"]);
        Assert.Contains("Kernels of 5 voxels", svg, StringComparison.Ordinal);
        Assert.Contains("stat_mean", svg, StringComparison.Ordinal);
    }

    /// <summary>The lesion is in the slices 7 to 9 of 11, and the map is cut to it.</summary>
    [Fact]
    public async Task Map_Picture_NumbersSlicesAsTheImageDoes()
    {
        Ramp();
        var image = NiftiFile.ReadVolume(_folder["a.nii.gz"]).Geometry;
        NiftiFile.WriteMask(_folder["m.nii.gz"], new Mask(image, [.. Enumerable.Range(0, (int)image.VoxelCount).Select(i => i % 20 is >= 3 and < 13 && i / 20 % 11 is >= 3 and < 8 && i / 220 is >= 6 and < 9)]));

        await Run(_folder["a.nii.gz"], _folder["m.nii.gz"], "--out", _folder["maps"], "--feature", "original_firstorder_Mean", "--plot", _folder["p.svg"]);

        var svg = File.ReadAllText(_folder["p.svg"]);
        Assert.All((int[])[7, 8, 9], z => Assert.Contains(FormattableString.Invariant($"{z} of 11"), svg, StringComparison.Ordinal));
    }

    /// <summary>The names, the value outside and the kernel of pyradiomics.</summary>
    [Fact]
    public async Task Map_ParameterFile_HasItsNamesAndKernel()
    {
        Ramp();
        File.WriteAllText(_folder["p.yaml"], "featureClass: {firstorder: [Range]}\nvoxelSetting: {kernelRadius: 2, initValue: -7}");

        var (code, _) = await Run(_folder["a.nii.gz"], _folder["m.nii.gz"], "-o", _folder["maps"], "--params", _folder["p.yaml"]);

        Assert.Equal(0, code);
        var map = NiftiFile.ReadVolume(Path.Combine(_folder["maps"], "original_firstorder_Range.nii.gz"));
        Assert.Equal([-7, -7, 2, 3, 4, 4], map.Voxels.Slice((14 * 9 * 4) + (14 * 4), 6).ToArray());
    }

    [Theory]
    [InlineData("--kernel 4", "--kernel is 4: it must be 3, 5 or 7.")]
    [InlineData("--plot a.gif", "--plot is 'a.gif': it must end in .svg or .png.")]
    [InlineData("--options a.json --params b.yaml", "Give --options or --params, not both: each says all about how features are computed.")]
    public async Task Map_OptionsThatDoNotFit_SaysWhy(string arguments, string reason)
    {
        var error = await Assert.ThrowsAsync<StudyProtocolException>(() => Run(["a.nii", "b.nii", "--out", "c", .. arguments.Split(' ')]));

        Assert.Equal(reason, error.Message);
    }

    private void Ramp()
    {
        var g = VolumeGeometry.AxisAligned(20, 11, 11, new Vector3D(1, 1, 2));
        var at = Enumerable.Range(0, (int)g.VoxelCount).Select(i => (X: i % 20, Y: i / 20 % 11, Z: i / 220)).ToArray();
        NiftiFile.Write(_folder["a.nii.gz"], new Volume<float>(g, [.. at.Select(p => (float)p.X)]));
        NiftiFile.WriteMask(_folder["m.nii.gz"], new Mask(g, [.. at.Select(p => p.X is >= 3 and < 13 && p.Y is >= 3 and < 8 && p.Z is >= 0 and < 10)]));
    }

    private static async Task<(int Code, string Text)> Run(params string[] arguments)
    {
        RootCommand root = [MapCommand.Create()];
        using var output = new StringWriter();
        using var error = new StringWriter();
        var configuration = new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false };
        var code = await root.Parse(["map", .. arguments]).InvokeAsync(configuration, TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }
}

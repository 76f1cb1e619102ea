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

public sealed class StabilityCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Shrout and Fleiss 1979, table 2, and a copy without differences within patients.
    [Fact]
    public async Task Stability_MeasuredRepeats_WritesEveryMeasure()
    {
        int[][] ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]];
        var rows = ratings.SelectMany((r, i) => r.Select((v, j) => $"p{i},{j},{v},{r[0]}"));
        File.WriteAllText(_folder["r.csv"], "patient_id,repeat,x.glcm_a,x.stat_b\n" + string.Join('\n', rows));

        var (code, text) = await Run("--repeats", _folder["r.csv"], "--csv", _folder["t.csv"], "--plot", _folder["p.svg"]);

        Assert.Equal(0, code);
        Assert.StartsWith("1 of 2 features are reproducible: the lower 95% limit of ICC(2,1) is 0.75 or more (6 patients, 4 repeats)", text, StringComparison.Ordinal);
        Assert.Contains("glcm: 0 of 1", text, StringComparison.Ordinal);
        var table = CsvTable.Read(_folder["t.csv"], "table");
        double Cell(int row, string column) => double.Parse(table.Rows[row].Cells[table.IndexOf(column)], CultureInfo.InvariantCulture);
        Assert.Equal(0.1657417684, Cell(0, "icc_1_1"), 1e-9);
        Assert.Equal(0.0187865134, Cell(0, "icc_2_1_lower"), 1e-9);
        Assert.Equal(0.9458582600, Cell(0, "icc_3_1_upper"), 1e-9);
        Assert.Equal((0, 1), (Cell(0, "reproducible"), Cell(1, "reproducible")));
        Assert.StartsWith("<svg", File.ReadAllText(_folder["p.svg"]), StringComparison.Ordinal);
        Assert.Contains("2 of 2", (await Run("--repeats", _folder["r.csv"], "--icc", "3", "--min-lower", "0.3")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stability_Images_PerturbsThemTheSameEveryTime()
    {
        Images("A", 4);
        Images("B", 3);
        File.WriteAllText(_folder["C_image.nii.gz"], "not an image");
        File.Copy(_folder["A_mask.nii.gz"], _folder["C_mask.nii.gz"]);
        string[] arguments = ["--folder", _folder.Path, "--preset", "pyradiomics", "--perturbations", "4", "--write-repeats"];

        var (code, text) = await Run([.. arguments, _folder["r.csv"], "--plot", _folder["p.png"]]);

        Assert.Equal(0, code);
        Assert.Contains("of 107 features are reproducible: the lower 95% limit of ICC(1,1) is 0.75 or more (2 patients, 4 repeats)", text, StringComparison.Ordinal);
        var table = CsvTable.Read(_folder["r.csv"], "repeats");
        Assert.Equal(["A", "A", "A", "A", "B", "B", "B", "B"], table.Rows.Select(r => r.Cells[0]));
        Assert.Equal("image.original_firstorder_10Percentile", table.Headers[2]);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47], File.ReadAllBytes(_folder["p.png"])[..4]);

        await Run([.. arguments, _folder["again.csv"]]);
        await Run([.. arguments, _folder["other.csv"], "--seed", "2"]);
        Assert.Equal(File.ReadAllText(_folder["r.csv"]), File.ReadAllText(_folder["again.csv"]));
        Assert.NotEqual(File.ReadAllText(_folder["r.csv"]), File.ReadAllText(_folder["other.csv"]));
        Assert.Equal(text, (await Run("--repeats", _folder["r.csv"], "--icc", "1")).Text);
    }

    [Theory]
    [InlineData("", "Give one of --repeats, --cohort and --folder.")]
    [InlineData("--repeats a.csv --folder b", "Give one of --repeats, --cohort and --folder.")]
    [InlineData("--repeats a.csv --noise 2", "--noise goes with --cohort or --folder.")]
    [InlineData("--repeats a.csv --icc 4", "--icc is 4; it must be 1, 2 or 3.")]
    [InlineData("--repeats a.csv --min-lower 2", "--min-lower is 2; it must lie from -1 to 1.")]
    [InlineData("--repeats a.csv --plot a.gif", "--plot is 'a.gif': it must end in .svg or .png.")]
    public async Task Stability_OptionsThatDoNotFit_SaysWhy(string arguments, string reason)
    {
        var error = await Assert.ThrowsAsync<StudyProtocolException>(() => Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

        Assert.Equal(reason, error.Message);
    }

    [Fact]
    public async Task Stability_OnePatient_IsRefusedButKept()
    {
        File.WriteAllText(_folder["r.csv"], "patient_id,repeat,a\np1,0,1\np1,1,2\n");

        var error = await Assert.ThrowsAsync<StudyProtocolException>(() => Run("--repeats", _folder["r.csv"], "--write-repeats", _folder["w.csv"]));

        Assert.Equal("Agreement is judged between patients, 2 or more: 1 has every repeat.", error.Message);
        Assert.Equal(File.ReadAllText(_folder["r.csv"]), File.ReadAllText(_folder["w.csv"]));
    }

    [Fact]
    public async Task Stability_PerturbationsOutOfRange_NamesTheOptions()
    {
        Images("A", 3);

        var error = await Assert.ThrowsAsync<StudyProtocolException>(() => Run("--folder", _folder.Path, "--perturbations", "1", "--noise", "-1"));

        Assert.Equal("--perturbations is 1: 2 to 1000; --noise is -1: 0 to 10.", error.Message);
    }

    private void Images(string name, int radius)
    {
        var g = VolumeGeometry.AxisAligned(24, 22, 14, new Vector3D(1, 1, 1.5));
        var at = Enumerable.Range(0, (int)g.VoxelCount).Select(i => (X: i % 24, Y: i / 24 % 22, Z: i / 528)).ToArray();
        NiftiFile.Write(_folder[name + "_image.nii.gz"], new Volume<float>(g, [.. at.Select(p => (float)((p.X * 30) + (p.Y * p.Z % 7 * 20)))]));
        NiftiFile.WriteMask(_folder[name + "_mask.nii.gz"], new Mask(g, [.. at.Select(p => Math.Pow(p.X - 12, 2) + Math.Pow(p.Y - 11, 2) + Math.Pow((p.Z - 7) * 1.5, 2) <= radius * radius)]));
    }

    private static async Task<(int Code, string Text)> Run(params string[] arguments)
    {
        RootCommand root = [StabilityCommand.Create()];
        using var output = new StringWriter();
        var configuration = new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false };
        var code = await root.Parse(["stability", .. arguments]).InvokeAsync(configuration, TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }
}

using System.CommandLine;
using System.Globalization;
using HccRisk.Cli.Commands;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stores;
using HccRisk.Studies.Protocol;
using NetVips;
using Xunit;

namespace HccRisk.Cli.Tests.Commands;

/// <summary>Scales of slides on the command line, in a manifest and in the table of <c>--slides</c>.</summary>
public sealed class EmbedScaleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hccrisk-embedscale-").FullName;

    public EmbedScaleTests()
    {
        Slide("slides/a.tif");
        Slide("slides/P1/b.tif");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Embed_ManifestWithScales_UsesThemAndEmbedsOnlyWhatChanged()
    {
        File.WriteAllLines(At("cohort.csv"), ["patient_id,kind,name,path,mpp,objective", "P1,slide,he,slides/a.tif,0.25,", "P2,slide,he,slides/P1/b.tif,,"]);
        var (code, text) = await Run("--cohort", At("cohort.csv"), "--store", At("store"));
        Assert.Equal(0, code);
        Assert.Contains("warning: P1 (slide 'he', manifest line 2): 0.25 micrometres per pixel are given and used, its file states 0.5", text, StringComparison.Ordinal);
        Assert.Equal(["P1,he,2,0.25,given", "P2,he,3,0.5,file"], Index());

        File.WriteAllLines(At("cohort.csv"), ["patient_id,kind,name,path,mpp,objective", "P1,slide,he,slides/a.tif,0.25,", "P2,slide,he,slides/P1/b.tif,,20"]);
        Assert.Contains("(1 read now, 1 found)", (await Run("--cohort", At("cohort.csv"), "--store", At("store"))).Text, StringComparison.Ordinal);
        Assert.Equal(["P1,he,2,0.25,given", "P2,he,3,0.5,nominal"], Index());
    }

    [Fact]
    public async Task Embed_ManifestAndObjectiveForAll_LeavesTheManifestFirst()
    {
        File.WriteAllLines(At("cohort.csv"), ["patient_id,kind,name,path,mpp", "P1,slide,he,slides/a.tif,0.4", "P2,slide,he,slides/P1/b.tif,"]);
        await Run("--cohort", At("cohort.csv"), "--store", At("store"), "--objective", "40");
        Assert.Equal(["P1,he,2,0.4,given", "P2,he,3,0.25,nominal"], Index());
        Assert.Equal(40, TileStore.Open(At("store/tiles")).Header.Options.ObjectivePower);
    }

    // Files are named from the folder that is searched, or from the table's own.
    [Theory]
    [InlineData("slides/scales.csv", "a.tif", "P1/b.tif")]
    [InlineData("scales.csv", "a.tif", "P1\\b.tif")]
    [InlineData("scales.csv", "slides/a.tif", "slides/P1/b.tif")]
    public async Task Embed_FolderWithTableOfScales_UsesThem(string table, string first, string second)
    {
        File.WriteAllLines(At(table), ["file;mpp;objective", $"{first};0.25;", $"{second};;40x"]);
        var (code, text) = await Run("--folder", At("slides"), "--slides", At(table), "--store", At("store"));
        Assert.Equal(0, code);
        Assert.DoesNotContain("skipped", text, StringComparison.Ordinal);
        Assert.Equal(["a,slide,,0.25,given", "b,slide,,0.25,nominal"], Index().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Embed_SlideWithTableOfScales_UsesIt()
    {
        File.WriteAllLines(At("scales.csv"), ["file,objective", "slides/a.tif,40"]);
        await Run("--slide", At("slides/a.tif"), "--slides", At("scales.csv"), "--store", At("store"));
        Assert.Equal(["a,slide,,0.25,nominal"], Index());
    }

    [Fact]
    public async Task Heatmap_SlideWithoutScale_IsOutlinedAtTheScaleItWasEmbeddedWith()
    {
        using (var image = Image.NewFromFile(At("slides/a.tif")))
        {
            image.Copy(xres: 1, yres: 1).Mutate(x => x.Set(GValue.GStrType, "image-description", "no scale")).Tiffsave(At("silent.tif"), tile: true);
        }

        var (failed, message) = await Run("--slide", At("silent.tif"), "--store", At("without"));
        Assert.Equal(CommandErrors.WrongInput, failed);
        Assert.Contains("by --slide-mpp or --objective", message, StringComparison.Ordinal);
        Assert.DoesNotContain("SlideOpenOptions", message, StringComparison.Ordinal);
        Assert.Equal(0, (await Run("--slide", At("silent.tif"), "--store", At("store"), "--objective", "20")).Code);
        string[] arguments = ["--slide", At("silent.tif"), "--store", At("store"), "--feature", "0", "--out", At("a.png"), "--contours"];
        using var output = new StringWriter();
        var code = await HeatmapCommand.Create().Parse(arguments).InvokeAsync(
            new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken);
        Assert.Equal(0, code);
        Assert.True(File.Exists(At("a.png")));
    }

    [Theory]
    [InlineData("file,mpp\na.tif,250", "line 2: mpp 250 is outside 0.05 to 5 micrometres per pixel, for 'a.tif'")]
    [InlineData("file,objective\na.tif,4x\na.tif,4x", "line 3: 'a.tif' is on line 2 already")]
    [InlineData("file,mpp\nA1.tif,0.25", "line 2: 'A1.tif' is none of the slides (nearest: 'a.tif'")]
    [InlineData("slide,mpp\na.tif,0.25", "it must have the column 'file'")]
    [InlineData("file,scale\na.tif,0.25", "at least one of 'mpp', 'objective' and 'annotation'")]
    public async Task Embed_WrongTableOfScales_IsNamedWithItsLine(string table, string expected)
    {
        File.WriteAllText(At("scales.csv"), table + "\n");
        var error = await Assert.ThrowsAsync<TableFormatException>(() => Run("--folder", At("slides"), "--slides", At("scales.csv"), "--store", At("store")));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains(At("scales.csv"), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--objective: objective 400 is outside 1 to 100", "--slide", "a.svs", "--objective", "400")]
    [InlineData("--slide-mpp: mpp 40 is outside 0.05 to 5", "--slide", "a.svs", "--slide-mpp", "40")]
    [InlineData("Give one of --slide-mpp and --objective", "--slide", "a.svs", "--slide-mpp", "0.25", "--objective", "40")]
    [InlineData("--slides goes with --folder or --slide", "--cohort", "c.csv", "--slides", "s.csv")]
    public async Task Embed_ImpossibleScale_SaysWhatIsWrong(string expected, params string[] arguments)
    {
        var error = await Assert.ThrowsAsync<StudyProtocolException>(() => Run([.. arguments, "--store", At("store")]));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Text)> Run(params string[] arguments)
    {
        RootCommand root = [EmbedCommand.Create()];
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        var configuration = new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false };
        var code = await root.Parse(["embed", .. arguments, "--max-tiles", "4", "--tile-size", "64", "--no-nuclei"]).InvokeAsync(configuration, TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }

    private string At(string name) => Path.Combine(_folder, name);

    /// <summary>The index of the store without the names of files of tiles.</summary>
    private string[] Index() =>
        [.. File.ReadAllLines(At("store/slides.csv")).Skip(1).Select(line => line.Split(',')).Select(x => string.Join(',', x[0], x[1], x[2], x[4], x[5]))];

    private void Slide(string name)
    {
        var rgb = new byte[512 * 512 * 3];
        var random = new Random(name.Length);
        for (var i = 0; i < rgb.Length; i += 3)
        {
            var (x, y) = ((i / 3 % 512 % 30) - 15, (i / 3 / 512 % 30) - 15);
            var (r, g, b) = (x * x) + (y * y) < 49 ? (90, 60, 140) : (215, 150, 190);
            var noise = random.Next(8);
            (rgb[i], rgb[i + 1], rgb[i + 2]) = ((byte)(r + noise), (byte)(g + noise), (byte)(b + noise));
        }

        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        PyramidalTiff.Write(At(name), rgb, 512, 512, 0.5, 95);
    }
}

using System.CommandLine;
using System.Globalization;
using HccRisk.Cli.Commands;
using HccRisk.Core.Errors;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stores;
using HccRisk.Studies.Protocol;
using Xunit;

namespace HccRisk.Cli.Tests.Commands;

/// <summary>Annotations of slides on the command line, in a manifest and in the table of <c>--slides</c>.</summary>
public sealed class EmbedAnnotationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hccrisk-embedarea-").FullName;

    public EmbedAnnotationTests()
    {
        var rgb = new byte[512 * 512 * 3];
        for (var i = 0; i < rgb.Length; i += 3)
        {
            var (x, y) = ((i / 3 % 512 % 30) - 15, (i / 3 / 512 % 30) - 15);
            (rgb[i], rgb[i + 1], rgb[i + 2]) = (x * x) + (y * y) < 49 ? ((byte)90, (byte)60, (byte)140) : ((byte)215, (byte)150, (byte)190);
        }

        PyramidalTiff.Write(At("a.tif"), rgb, 512, 512, 0.5, 95);
        File.WriteAllText(At("a.geojson"), """
            {"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[0,0],[256,0],[256,256],[0,256],[0,0]]]},"properties":{"classification":{"name":"Tumor"}}}
            """);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Tiles of 64 pixels: 8 x 8 on the slide, 4 x 4 in the outline.
    [Fact]
    public async Task Embed_SlideWithAnnotation_TakesTheTilesInIt()
    {
        Assert.Equal(0, (await Run("--slide", At("a.tif"))).Code);
        Assert.Equal(64, Tiles());
        Assert.Contains("(1 read now, 0 found)", (await Run("--slide", At("a.tif"), "--annotation", At("a.geojson"), "--annotation-class", "Tumor")).Text, StringComparison.Ordinal);
        Assert.Equal(16, Tiles());
    }

    [Fact]
    public async Task Embed_TableAndManifest_NameAnnotationsToo()
    {
        File.WriteAllLines(At("slides.csv"), ["file,annotation,annotation_class", "a.tif,a.geojson,Tumor"]);
        await Run("--folder", _folder, "--slides", At("slides.csv"));
        Assert.Equal(16, Tiles());
        File.WriteAllLines(At("cohort.csv"), ["patient_id,kind,name,path,annotation", "P1,slide,he,a.tif,a.geojson"]);
        await Run("--cohort", At("cohort.csv"));
        Assert.Equal(16, Tiles());
    }

    [Fact]
    public async Task Embed_ClassThatIsNotThere_IsSaidInOneLine()
    {
        var (code, text) = await Run("--slide", At("a.tif"), "--annotation", At("a.geojson"), "--annotation-class", "Tumour");
        Assert.Equal(CommandErrors.WrongInput, code);
        Assert.Contains("has no outline of class 'Tumour'; it has 1 'Tumor' (nearest: 'Tumor')", Assert.Single(text.Split('\n'), l => l.StartsWith("excluded", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--annotation-class goes with --annotation", "--slide", "a.tif", "--annotation-class", "Tumor")]
    [InlineData("the manifest of --cohort has columns 'annotation'", "--cohort", "c.csv", "--annotation", "{0}/a.geojson")]
    [InlineData("the table of --slides has columns 'annotation'", "--folder", "x", "--annotation", "{0}/a.geojson")]
    public async Task Embed_AnnotationThatBelongsElsewhere_IsRefused(string expected, params string[] arguments)
    {
        var error = await Assert.ThrowsAsync<StudyProtocolException>(() => Run([.. arguments.Select(a => a.Replace("{0}", _folder, StringComparison.Ordinal))]));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file,annotation\na.tif,b.geojson", "line 2: there is no annotation 'b.geojson', for 'a.tif'")]
    [InlineData("file,mpp,annotation_class\na.tif,0.5,Tumor", "line 2: annotation_class 'Tumor' is given for 'a.tif', but no annotation")]
    public async Task Embed_WrongTable_IsNamedWithItsLine(string table, string expected)
    {
        File.WriteAllText(At("slides.csv"), table + "\n");
        Assert.Contains(expected, (await Assert.ThrowsAsync<TableFormatException>(() => Run("--folder", _folder, "--slides", At("slides.csv")))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embed_NoFile_IsSaid() => Assert.Contains("There is no annotation", (await Assert.ThrowsAsync<FileNotFoundException>(
        () => Run("--slide", At("a.tif"), "--annotation", At("absent.geojson")))).Message, StringComparison.Ordinal);

    private async Task<(int Code, string Text)> Run(params string[] arguments)
    {
        RootCommand root = [EmbedCommand.Create()];
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        var configuration = new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false };
        string[] all = ["embed", .. arguments, "--store", At("store"), "--tile-size", "64", "--mpp", "0.5", "--no-nuclei", "--keep-poor-tiles"];
        return (await root.Parse(all).InvokeAsync(configuration, TestContext.Current.CancellationToken), output.ToString());
    }

    private int Tiles() => TileStore.Open(At("store/tiles")).Find(At("a.tif"))!.Grid.Tiles.Count;

    private string At(string name) => Path.Combine(_folder, name);
}

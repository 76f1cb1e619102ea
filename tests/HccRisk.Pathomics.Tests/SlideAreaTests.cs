using System.Globalization;
using HccRisk.Cohorts;
using HccRisk.Cohorts.Tables;
using HccRisk.Pathomics.Annotations;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Reviews;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stores;
using HccRisk.Pathomics.Tiling;
using HccRisk.Pathomics.Tissue;
using Xunit;

namespace HccRisk.Pathomics.Tests;

/// <summary>
/// Tiles within an annotation. The slide is tissue all over, at 0.5 micrometres a pixel, so a pixel of its mask is 16 pixels wide and the share of a tile that counts
/// is its overlap with outlines on multiples of 16.
/// </summary>
public sealed class SlideAreaTests : IDisposable
{
    private const int Side = 1024;
    private const int Tile = 64;

    private const string Whole = """{"type":"Polygon","coordinates":[[[0,0],[1024,0],[1024,1024],[0,1024],[0,0]]]}""";

    private static readonly SlideEmbedderOptions Options = new();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hccrisk-area-");
    private readonly OnnxBackbone _backbone = OnnxBackbone.CreateDefault(new ScatteringOptions { TilePixels = Tile, MicronsPerPixel = 0.5 });
    private readonly string _slide;

    public SlideAreaTests()
    {
        _slide = Path.Combine(_folder.FullName, "a.tif");
        PyramidalTiff.Write(_slide, Pictures.NucleiOnLattice(Side, Side, 30, 7), Side, Side, 0.5, quality: 95);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _backbone.Dispose();
        _folder.Delete(recursive: true);
    }

    // Outer ring 128 to 768, hole 320 to 512, and an island elsewhere; a second feature of the class overlaps the first; another class lies apart.
    [Fact]
    public void Embed_OutlinesOfAClass_TakesTheTilesWithHalfOfThemselvesInside()
    {
        var file = Write($$"""
            {"type":"FeatureCollection","features":[
              {{Feature("Tumor", $"{{\"type\":\"MultiPolygon\",\"coordinates\":[[{Ring(128, 128, 768, 768)},{Ring(320, 320, 512, 512)}],[{Ring(832, 832, 928, 944)}]]}}")}},
              {{Feature("Tumor", $"{{\"type\":\"Polygon\",\"coordinates\":[{Ring(640, 64, 800, 304)}]}}")}},
              {{Feature("Stroma", $"{{\"type\":\"Polygon\",\"coordinates\":[{Ring(0, 832, 256, 1024)}]}}")}}]}
            """);
        var embedder = new SlideEmbedder(_backbone, Options);
        var all = embedder.Embed(_slide, Stop);

        var tumour = embedder.Embed(new SlideInput(_slide) { Annotation = new GivenAnnotation(file, "tumor") }, cancellationToken: Stop);
        var both = embedder.Embed(new SlideInput(_slide) { Annotation = new GivenAnnotation(file) }, cancellationToken: Stop);

        bool InTumour(int x, int y) => (In(x, y, 128, 128, 768, 768) && !In(x, y, 320, 320, 512, 512)) || In(x, y, 832, 832, 928, 944) || In(x, y, 640, 64, 800, 304);
        var expected = all.Grid.Tiles.Where(t => Share(t, InTumour) >= 0.5).ToArray();
        Assert.InRange(expected.Length, 80, 110);
        Assert.Equal(expected.Select(t => (t.X, t.Y)), tumour.Grid.Tiles.Select(t => (t.X, t.Y)));
        Assert.Equal(all.Grid.Tiles.Where(t => Share(t, (x, y) => InTumour(x, y) || In(x, y, 0, 832, 256, 1024)) >= 0.5).Select(t => (t.X, t.Y)), both.Grid.Tiles.Select(t => (t.X, t.Y)));

        // What a tile gives does not depend on where else tiles are.
        for (var i = 0; i < expected.Length; i++)
        {
            var at = Enumerable.Range(0, all.Grid.Tiles.Count).Single(k => (all.Grid.Tiles[k].X, all.Grid.Tiles[k].Y) == (expected[i].X, expected[i].Y));
            Assert.Equal(all[at].ToArray(), tumour[i].ToArray());
        }
    }

    [Fact]
    public void Read_WithoutAClass_PassesDetectionsOver()
    {
        using var slide = SlideFile.Open(_slide);
        var file = Path.Combine(_folder.FullName, "drawn.geojson");
        SlideAnnotation Square(double x, bool detection) => new(null, [new SlidePolygon([new(x, 0), new(x + 10, 0), new(x + 10, 10), new(x, 10)], [])]) { IsDetection = detection };
        SlideGeoJson.Write(file, [Square(0, false), Square(50, true)]);

        Assert.Equal(0, Assert.Single(SlideArea.Read(new GivenAnnotation(file), slide).Polygons).Outer.Min(p => p.X));

        SlideGeoJson.Write(file, [Square(50, true)]);
        Assert.Contains("detections all", Fault(file, null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Tumour", "has no outline of class 'Tumour'; it has 1 without a class, 1 'Stroma', 2 'Tumor' (nearest: 'Tumor'")]
    [InlineData("Necrosis", "has no outline of class 'Necrosis'; it has 1 without a class, 1 'Stroma', 2 'Tumor'")]
    public void Read_ClassThatIsNotThere_NamesThoseThatAre(string name, string expected)
    {
        var features = new[] { "Tumor", "Stroma", "Tumor" }.Select(c => Feature(c, Whole)).Append($"{{\"type\":\"Feature\",\"geometry\":{Whole},\"properties\":{{}}}}");
        Assert.Contains(expected, Fault(Write($"[{string.Join(',', features)}]"), name), StringComparison.Ordinal);
    }

    // A bow tie; a hole that crosses the outer ring; a hole beside it; a line; another slide's.
    [Theory]
    [InlineData("[[0,0],[100,100],[100,0],[0,100]]", "outline 1 of 1 crosses itself near x 50, y 50")]
    [InlineData("[[0,0],[100,0],[100,100],[0,100]],[[50,50],[150,50],[150,60],[50,60]]", "crosses itself near x 100, y ")]
    [InlineData("[[0,0],[100,0],[100,100],[0,100]],[[200,50],[250,50],[250,60],[200,60]]", "has a hole outside its outer ring, at x 200, y 50")]
    [InlineData("[[0,0],[100,0],[200,0]]", "outline 1 of 1 has no area")]
    [InlineData("[[2000,0],[2100,0],[2100,100]]", "lies outside slide")]
    [InlineData("[[-50,-50],[-10,-50],[-10,-10]]", "x -50 to -10, y -50 to -10, the slide has 1024 x 1024")]
    [InlineData("[[0,0],[100,0]]", "is not a GeoJSON of annotations")]
    public void Read_OutlineThatHasNoInside_SaysWhereAndWhy(string rings, string expected)
    {
        var file = Write($"{{\"type\":\"Polygon\",\"coordinates\":[{rings}]}}");
        var message = Fault(file, null);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains(file, message, StringComparison.Ordinal);
    }

    // Rings as programs write them: a corner twice, a side along another ring, a corner on a side.
    [Theory]
    [InlineData("[[0,0],[100,0],[100,0],[100,100],[0,100]]")]
    [InlineData("[[0,0],[100,0],[100,100],[0,100]],[[0,20],[50,20],[50,60],[0,60]]")]
    [InlineData("[[0,0],[100,0],[100,100],[0,100]],[[0,50],[50,20],[50,60]]")]
    public void Read_RingsThatTouch_AreTaken(string rings)
    {
        using var slide = SlideFile.Open(_slide);
        Assert.Single(SlideArea.Read(new GivenAnnotation(Write($"{{\"type\":\"Polygon\",\"coordinates\":[{rings}]}}")), slide).Polygons);
    }

    [Fact]
    public void Read_NoFile_IsSaid()
    {
        using var slide = SlideFile.Open(_slide);
        Assert.Contains("absent.geojson", Assert.Throws<FileNotFoundException>(() => SlideArea.Read(new GivenAnnotation(Path.Combine(_folder.FullName, "absent.geojson")), slide)).Message, StringComparison.Ordinal);
    }

    // Tissue is right of 600 pixels; the outline is round it in micrometres.
    [Fact]
    public void Embed_OutlineInMicrometres_IsToldFromTheTissue()
    {
        var half = Path.Combine(_folder.FullName, "half.tif");
        var rgb = Pictures.NucleiOnLattice(Side, Side, 30, 7);
        for (var i = 0; i < Side * Side; i++)
        {
            if (i % Side < 600)
            {
                rgb.AsSpan(i * 3, 3).Fill(244);
            }
        }

        PyramidalTiff.Write(half, rgb, Side, Side, 0.5, quality: 95);
        var annotation = new GivenAnnotation(Write($"{{\"type\":\"Polygon\",\"coordinates\":[{Ring(300, 0, 500, 500)}]}}"));

        var error = Assert.Throws<NoTissueException>(() => new SlideEmbedder(_backbone, Options).Embed(new SlideInput(half) { Annotation = annotation }, cancellationToken: Stop));

        Assert.Contains("within its annotation", error.Message, StringComparison.Ordinal);
        Assert.Contains("Were its numbers micrometres, 100 % would be", error.Message, StringComparison.Ordinal);
        Assert.Contains("x 300 to 500, y 0 to 500", error.Message, StringComparison.Ordinal);
    }

    // A small slip over the edge is how people draw; it is said, for nothing is cut off in silence.
    [Fact]
    public void Embed_OutlineThatReachesBeyondTheSlide_Warns()
    {
        var annotation = new GivenAnnotation(Write($"{{\"type\":\"Polygon\",\"coordinates\":[{Ring(-100, 0, 512, 512)}]}}"));
        var embedding = new SlideEmbedder(_backbone, Options).Embed(new SlideInput(_slide) { Annotation = annotation }, cancellationToken: Stop);
        Assert.Contains(embedding.Warnings, w => w.Contains("reaches beyond the slide: x -100 to 512, y 0 to 512", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(TileStoreFormat.Parquet)]
    [InlineData(TileStoreFormat.Hdf5)]
    public void Embed_AnnotationOfASlideChanged_EmbedsItAgain(TileStoreFormat format)
    {
        var embedder = new SlideEmbedder(_backbone, Options);
        var store = TileStore.OpenOrCreate(Path.Combine(_folder.FullName, "store"), embedder, format);
        var file = Write($"[{Feature("Tumor", $"{{\"type\":\"Polygon\",\"coordinates\":[{Ring(0, 0, 512, 512)}]}}")},{Feature("Stroma", Whole)}]");

        Assert.Equal((1, 256), Embed(null));
        Assert.Equal((0, 256), Embed(null));
        Assert.Equal((1, 64), Embed(new GivenAnnotation(file, "Tumor")));
        Assert.Equal((0, 64), Embed(new GivenAnnotation(file, "Tumor")));
        Assert.Equal((1, 256), Embed(new GivenAnnotation(file, "Stroma")));
        Assert.Equal((1, 64), Embed(new GivenAnnotation(file, "Tumor")));
        File.WriteAllText(file, File.ReadAllText(file).Replace("512", "256", StringComparison.Ordinal));
        Assert.Equal((1, 16), Embed(new GivenAnnotation(file, "Tumor")));
        Assert.Equal(16, store.GetOrEmbed(embedder, new SlideInput(_slide) { Annotation = new GivenAnnotation(file, "Tumor") }, Stop).Grid.Tiles.Count);
        Assert.Equal((1, 256), Embed(null));

        SlideInput[] twice = [new(_slide), new(_slide) { Annotation = new GivenAnnotation(file) }];
        Assert.Contains("and no annotation", Assert.Throws<ArgumentException>(() => store.Embed(embedder, twice, cancellationToken: Stop)).Message, StringComparison.Ordinal);

        // A fault is kept with the annotation it is of.
        var reason = Assert.Single(store.Embed(embedder, [new SlideInput(_slide) { Annotation = new GivenAnnotation(file, "Necrosis") }], cancellationToken: Stop).Exclusions).Reason;
        Assert.Contains($"Annotation '{file}' has no outline of class 'Necrosis'", reason, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFiles(store.Folder, "*.excluded.json"), f => File.ReadAllText(f).Contains(Path.GetFileName(file), StringComparison.Ordinal));
        Assert.Equal((1, 16), Embed(new GivenAnnotation(file, "Tumor")));

        (int Computed, int Tiles) Embed(GivenAnnotation? annotation)
        {
            var result = store.Embed(embedder, [new SlideInput(_slide) { Annotation = annotation }], cancellationToken: Stop);
            Assert.Empty(result.Exclusions);
            return (result.Computed, store.Find(_slide)!.Grid.Tiles.Count);
        }
    }

    [Fact]
    public void Compute_ManifestWithAnnotations_PoolsTheirTilesAloneAndAgainWhenTheyChange()
    {
        var file = Write(Feature("Tumor", $"{{\"type\":\"Polygon\",\"coordinates\":[{Ring(0, 0, 512, 512)}]}}"));
        var manifest = Path.Combine(_folder.FullName, "manifest.csv");
        File.WriteAllLines(manifest, ["patient_id,kind,name,path,annotation,annotation_class", $"A,slide,he,{_slide},{Path.GetFileName(file)},Tumor"]);
        var job = PathomicsJob.Create(new PathomicsOptions { Embedding = Options }, _backbone);
        var store = FeatureStore.Open(Path.Combine(_folder.FullName, "features"));

        double Tumour() => store.Compute(job, Cohort.LoadFiles(manifest), cancellationToken: Stop).Table.Row(0).ToArray()[^1];

        var extractor = new PathomicsExtractor(new PathomicsOptions { Embedding = Options }, _backbone);
        Assert.Equal(extractor.Extract([new SlideInput(_slide) { Annotation = new GivenAnnotation(file, "Tumor") }], Stop).Values[^1], Tumour());
        File.WriteAllText(file, File.ReadAllText(file).Replace("512", "256", StringComparison.Ordinal));
        Assert.Equal(extractor.Extract([new SlideInput(_slide) { Annotation = new GivenAnnotation(file, "Tumor") }], Stop).Values[^1], Tumour());
        Assert.NotEqual(extractor.Extract([_slide], Stop).Values[^1], Tumour());
    }

    [Fact]
    public void Render_ReviewWithinAnArea_OutlinesItAndJudgesItsTilesAlone()
    {
        using var slide = SlideFile.Open(_slide);
        var area = SlideArea.Read(new GivenAnnotation(Write($"{{\"type\":\"Polygon\",\"coordinates\":[{Ring(256, 256, 768, 768)}]}}")), slide);

        var review = SlideReview.Of(slide, new SlideReviewOptions { TilePixels = Tile }, area, Stop);

        Assert.Equal(64, review.Tiles.Count);
        var picture = SlideReviewPicture.Render(review, 512);
        var (red, green, blue) = SlideReviewPicture.AreaColour;
        var marked = Enumerable.Range(0, picture.Width * picture.Height).Where(i => picture.Rgb.AsSpan(i * 3, 3).SequenceEqual([red, green, blue]))
            .Select(i => (X: i % picture.Width * picture.Downsample, Y: i / picture.Width * picture.Downsample)).ToArray();

        // Along four sides of 512 pixels, within two pixels of the picture of them.
        Assert.InRange(marked.Length, 4 * 512 / picture.Downsample, 3 * 4 * 512 / picture.Downsample);
        Assert.All(marked, p => Assert.True(new[] { p.X - 256, p.X - 768, p.Y - 256, p.Y - 768 }.Min(Math.Abs) <= 2 * picture.Downsample));
    }

    private static bool In(int x, int y, int left, int top, int right, int bottom) => x >= left && x < right && y >= top && y < bottom;

    /// <summary>Part of the squares of 16 pixels, by their centres in the tile, that lie in an area.</summary>
    private static double Share(Tile tile, Func<int, int, bool> inside)
    {
        var centres = (from y in Enumerable.Range(0, Side / 16) from x in Enumerable.Range(0, Side / 16) select (X: (x * 16) + 8, Y: (y * 16) + 8))
            .Where(c => In(c.X, c.Y, tile.X, tile.Y, tile.X + Tile, tile.Y + Tile)).ToArray();
        return centres.Count(c => inside(c.X, c.Y)) / (double)centres.Length;
    }

    private static string Ring(int left, int top, int right, int bottom) =>
        string.Create(CultureInfo.InvariantCulture, $"[[{left},{top}],[{right},{top}],[{right},{bottom}],[{left},{bottom}],[{left},{top}]]");

    private static string Feature(string name, string geometry) =>
        $"{{\"type\":\"Feature\",\"geometry\":{geometry},\"properties\":{{\"objectType\":\"annotation\",\"classification\":{{\"name\":\"{name}\"}}}}}}";

    private string Write(string json)
    {
        var path = Path.Combine(_folder.FullName, "annotation.geojson");
        File.WriteAllText(path, json);
        return path;
    }

    private string Fault(string file, string? name)
    {
        using var slide = SlideFile.Open(_slide);
        return Assert.Throws<InvalidDataException>(() => SlideArea.Read(new GivenAnnotation(file, name), slide)).Message;
    }
}

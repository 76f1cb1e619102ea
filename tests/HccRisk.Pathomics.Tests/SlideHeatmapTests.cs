using System.Text.Json;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Oracles;
using HccRisk.Pathomics.Annotations;
using HccRisk.Pathomics.Heatmaps;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Tissue;
using Xunit;

namespace HccRisk.Pathomics.Tests;

public sealed class SlideHeatmapTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A white slide of one level.</summary>
    private sealed class WhiteSlide(int width, int height) : ISlide
    {
        public string Path => "white";

        public IReadOnlyList<SlideLevel> Levels { get; } = [new(width, height, 1)];

        public double? MicronsPerPixel => 1;

        public double? ObjectivePower => null;

        public SlideSource Source => null!;

        public IReadOnlyList<string> AssociatedImages => [];

        public SlideImage ReadAssociatedImage(string name) => throw new NotSupportedException();

        public void ReadRegion(int level, int x, int y, int width, int height, Span<byte> rgb) => rgb.Fill(255);

        public void Dispose()
        {
        }
    }

    private static (byte, byte, byte) Pixel(SlideImage image, int x, int y)
    {
        var at = ((y * image.Width) + x) * 3;
        return (image.Rgb[at], image.Rgb[at + 1], image.Rgb[at + 2]);
    }

    [Fact]
    public void Render_OpaqueTiles_HaveTheEndsOfViridisAndNothingOutside()
    {
        using var slide = new WhiteSlide(200, 100);
        var scores = new TileScores(20, [new(0, 0, 1), new(40, 20, 3), new(80, 60, 2), new(120, 0, double.NaN)]);
        var image = SlideHeatmap.Render(slide, scores, new HeatmapOptions { Opacity = 1, Legend = false, LongestSide = 200 }, null, Stop);
        Assert.Equal((200, 100), (image.Width, image.Height));
        Assert.Equal((0x44, 0x01, 0x54), Pixel(image, 5, 5));
        Assert.Equal((0xFD, 0xE7, 0x25), Pixel(image, 45, 25));
        Assert.Equal((0x21, 0x91, 0x8C), Pixel(image, 85, 65));
        // Exactly three squares of 20 x 20 are coloured.
        var coloured = Enumerable.Range(0, 200 * 100).Count(i => Pixel(image, i % 200, i / 200) != (255, 255, 255));
        Assert.Equal(3 * 400, coloured);
        Assert.Equal((255, 255, 255), Pixel(image, 20, 0));
        Assert.Equal((255, 255, 255), Pixel(image, 39, 20));
    }

    [Fact]
    public void Render_OverlapHalfOpacityAndShrinking_GiveMeansAndMixtures()
    {
        using var slide = new WhiteSlide(1000, 1000);
        var scores = new TileScores(200, [new(0, 0, 0), new(100, 0, 2), new(500, 500, -7), new(700, 500, 9)]);
        var image = SlideHeatmap.Render(slide, scores, new HeatmapOptions { Opacity = 0.5, Legend = false, LongestSide = 100, Low = 0, High = 2 }, null, Stop);
        Assert.Equal((100, 100, 10.0), (image.Width, image.Height, image.Downsample));
        static int Half(int colour) => (int)Math.Round((255 + colour) / 2.0);
        Assert.Equal((Half(0x44), Half(0x01), Half(0x54)), Pixel(image, 5, 5));
        // The mean of 0 and 2 is the middle; beyond the ends is the end.
        Assert.Equal((Half(0x21), Half(0x91), Half(0x8C)), Pixel(image, 15, 5));
        Assert.Equal((Half(0xFD), Half(0xE7), Half(0x25)), Pixel(image, 25, 5));
        Assert.Equal((Half(0x44), Half(0x01), Half(0x54)), Pixel(image, 55, 55));
        Assert.Equal((Half(0xFD), Half(0xE7), Half(0x25)), Pixel(image, 75, 55));
    }

    // Zero is grey wherever it lies between the scores, and what is as far from it is as strong.
    [Theory]
    [InlineData(-1, 4)]
    [InlineData(-4, 1)]
    public void Render_SignedScores_HaveZeroInTheMiddle(double low, double high)
    {
        using var slide = new WhiteSlide(200, 100);
        var scores = new TileScores(20, [new(0, 0, low), new(40, 0, 0), new(80, 0, high), new(120, 0, 2), new(160, 0, -2)]) { IsSigned = true };
        var image = SlideHeatmap.Render(slide, scores, new HeatmapOptions { Opacity = 1, Legend = false, LongestSide = 200 }, null, Stop);

        Assert.Equal((0xDD, 0xDD, 0xDD), Pixel(image, 45, 5));
        Assert.Equal(low < -3 ? (0x3B, 0x4C, 0xC0) : (0xB4, 0x04, 0x26), low < -3 ? Pixel(image, 5, 5) : Pixel(image, 85, 5));
        Assert.Equal((0xF4, 0x9A, 0x7B), Pixel(image, 125, 5)); // half way up and down
        Assert.Equal((0x8D, 0xB0, 0xFE), Pixel(image, 165, 5));

        var far = SlideHeatmap.Render(slide, scores, new HeatmapOptions { Opacity = 1, Legend = false, LongestSide = 200, High = 2 }, null, Stop);
        Assert.Equal((0xB4, 0x04, 0x26), Pixel(far, 125, 5));
        Assert.Equal((0x3B, 0x4C, 0xC0), Pixel(far, 165, 5));
    }

    [Fact]
    public void Rising_Lightness_RisesAllAlong()
    {
        double last = -1;
        for (var i = 0; i <= 100; i++)
        {
            var (r, g, b) = ScoreColours.Rising.At(i / 100.0);
            // Relative luminance of sRGB.
            static double Linear(byte v) => v / 255.0 <= 0.04045 ? v / 255.0 / 12.92 : Math.Pow(((v / 255.0) + 0.055) / 1.055, 2.4);
            var luminance = (0.2126 * Linear(r)) + (0.7152 * Linear(g)) + (0.0722 * Linear(b));
            Assert.True(luminance > last, $"{i}");
            last = luminance;
        }
    }

    [Fact]
    public void WriteGeoJson_Tiles_AreSquaresWithScoresAndClasses()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            SlideHeatmap.WriteGeoJson(path, new TileScores(50, [new(0, 0, 0), new(50, 100, 1), new(0, 50, double.NaN)]));
            var read = SlideGeoJson.Read(path);
            Assert.Equal(2, read.Count);
            Assert.All(read, x => Assert.Equal(2500, x.Polygons.Single().Area));
            Assert.True(read[1].Polygons[0].Contains(new SlidePoint(75, 125)));
            Assert.Equal(["score 0 to 0.2", "score 0.8 to 1"], read.Select(x => x.Classification));
            // QuPath counts from the scanned area of an MRXS slide.
            SlideHeatmap.WriteGeoJson(path, new TileScores(50, [new(1050, 2100, 1)]), origin: new SlidePlace(0, 1000, 2000));
            var moved = Assert.Single(SlideGeoJson.Read(path));
            Assert.True(moved.Polygons[0].Contains(new SlidePoint(75, 125)));
            Assert.True(moved.MovedBy(1000, 2000).Polygons[0].Contains(new SlidePoint(1075, 2125)));

            SlideHeatmap.WriteGeoJson(path, new TileScores(50, [new(0, 0, 0), new(50, 100, 1), new(0, 50, double.NaN)]));
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            Assert.Equal(1, json.RootElement.GetProperty("features")[1].GetProperty("properties").GetProperty("measurements").GetProperty("score").GetDouble());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Load_Csv_ReadsScoresAndNamesFaults()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            File.WriteAllText(path, "x,y,size,score\n0,10,64,0.5\n64,10,64,\n");
            var scores = TileScores.Load(path);
            Assert.Equal((64, 2), (scores.TileSize, scores.Tiles.Count));
            Assert.Equal(new TileScore(0, 10, 0.5), scores.Tiles[0]);
            Assert.True(double.IsNaN(scores.Tiles[1].Score));
            Assert.Equal(32, TileScores.Load(path, 32).TileSize);

            File.WriteAllText(path, "x,y,score\n0,10,high\n");
            Assert.Contains("line 2", Assert.Throws<TableFormatException>(() => TileScores.Load(path, 8)).Message, StringComparison.Ordinal);
            Assert.Contains("'size'", Assert.Throws<TableFormatException>(() => TileScores.Load(path)).Message, StringComparison.Ordinal);
            File.WriteAllText(path, "x,y,score\n0,10,\n");
            Assert.Contains("nothing to draw", Assert.Throws<ArgumentException>(() => TileScores.Load(path, 8)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void WritePng_RealSlide_IsTheSameTwiceAndHasALegend()
    {
        var source = SharedData.TryPath("data", "wsi", "CMU-1-Small-Region.svs");
        Assert.SkipWhen(source is null, SharedData.MissingReason);
        using var slide = SlideFile.Open(source);
        var scores = new TileScores(256, [.. Enumerable.Range(0, 40).Select(i => new TileScore(i % 8 * 256, i / 8 * 512, i))]);
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".png");
        try
        {
            var mask = TissueSegmenter.Segment(slide, cancellationToken: Stop);
            SlideHeatmap.WritePng(path, slide, scores, new HeatmapOptions { LongestSide = 600 }, mask, Stop);
            var first = File.ReadAllBytes(path);
            SlideHeatmap.WritePng(path, slide, scores, new HeatmapOptions { LongestSide = 600 }, mask, Stop);
            Assert.Equal(first, File.ReadAllBytes(path));
            var read = Pictures.Load(path);
            Assert.True(read.Width > read.Height * slide.Levels[0].Width / slide.Levels[0].Height);
            Assert.InRange(read.Height, 300, 600);
        }
        finally
        {
            File.Delete(path);
        }
    }
}

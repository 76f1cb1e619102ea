using CsCheck;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Tiling;
using HccRisk.Pathomics.Tissue;
using Xunit;

namespace HccRisk.Pathomics.Tests;

public sealed class TileGridTests
{
    [Fact]
    public void Plan_AnySlide_TilesAreInsideApartInOrderAndRich() =>
        Gen.Select(Gen.Int[200, 3000], Gen.Int[200, 3000], Gen.Double[0.2, 0.55], Gen.Double[0.5, 2.5], Gen.Int[32, 256], Gen.Int[0, 1000]).Sample(
            (width, height, mpp, target, pixels, seed) =>
            {
                using var slide = new BlankSlide(width, height, mpp);
                var mask = RandomMask(width, height, seed);
                var grid = TileGrid.Plan(slide, mask, pixels, target, new TileOptions { MinTissueFraction = 0.4 });
                Assert.InRange(grid.MicronsPerPixel, target * 0.99 - 1e-9, target * 1.01 + 1e-9);
                Assert.Equal(pixels * grid.MicronsPerPixel / mpp, grid.TileSize, 1e-6);
                // Never more than twice the needed pixels a side, levels halving.
                Assert.True(grid.Scale.Shrink < 2.03);
                for (var i = 0; i < grid.Tiles.Count; i++)
                {
                    var tile = grid.Tiles[i];
                    Assert.True(tile.X >= 0 && tile.Y >= 0 && tile.X + grid.TileSize <= width + 1e-6 && tile.Y + grid.TileSize <= height + 1e-6);
                    Assert.InRange(tile.TissueFraction, 0.4, 1);
                    Assert.Equal(mask.FractionIn(tile.X, tile.Y, grid.TileSize, grid.TileSize), tile.TissueFraction, 1e-12);
                    if (i > 0)
                    {
                        var previous = grid.Tiles[i - 1];
                        Assert.True(tile.Y > previous.Y || (tile.Y == previous.Y && tile.X - previous.X >= grid.TileSize - 1));
                    }
                }
            },
            iter: 100);

    [Fact]
    public void Plan_MaxTiles_TakesThatManyOfTheSameTilesSpreadOverTheSlide()
    {
        using var slide = new BlankSlide(4096, 4096, 0.5);
        var mask = new TissueMask([.. Enumerable.Repeat(true, 256 * 256)], 256, 256, 16, 0);
        var all = TileGrid.Plan(slide, mask, 64, 1).Tiles;
        var some = TileGrid.Plan(slide, mask, 64, 1, new TileOptions { MaxTiles = 64 }).Tiles;
        Assert.Equal(32 * 32, all.Count);
        Assert.Equal(64, some.Distinct().Count());
        Assert.All(some, x => Assert.Contains(x, all));
        // Sixty-four of 32 x 32 in Z-order: exactly one in every square of 4 x 4.
        Assert.Equal(64, some.Select(x => (x.X / 512, x.Y / 512)).Distinct().Count());
    }

    [Fact]
    public void Strips_WideSlide_VisitsEveryTileOnceAndStaysInAStrip()
    {
        using var slide = new BlankSlide(8192, 2048, 0.5);
        var mask = new TissueMask([.. Enumerable.Repeat(true, 512 * 128)], 512, 128, 16, 0);
        var grid = TileGrid.Plan(slide, mask, 128, 1);

        var tiles = TileOrder.Strips(grid).Select(i => grid.Tiles[i]).ToArray();

        // Thirty-two by eight tiles of 256: four strips of eight, each read row by row to its end.
        Assert.Equal(grid.Tiles.OrderBy(t => (t.X, t.Y)), tiles.OrderBy(t => (t.X, t.Y)));
        Assert.Equal(tiles.OrderBy(t => t.X / 2048).ThenBy(t => t.Y).ThenBy(t => t.X), tiles);
    }

    [Fact]
    public void Plan_Overlap_StepsByWhatIsNotShared() =>
        Gen.Select(Gen.Int[200, 3000], Gen.Int[200, 3000], Gen.Int[32, 128], Gen.Double[0, 0.9]).Sample(
            (width, height, pixels, share) =>
            {
                using var slide = new BlankSlide(width, height, 0.5);
                var mask = new TissueMask([.. Enumerable.Repeat(true, ((width + 15) / 16) * ((height + 15) / 16))], (width + 15) / 16, (height + 15) / 16, 16, 0);
                var overlap = (int)(pixels * share);
                var tiles = TileGrid.Plan(slide, mask, pixels, 0.5, new TileOptions { Overlap = overlap }).Tiles;
                var columns = tiles.Select(t => t.X).Distinct().Order().ToArray();
                Assert.All(columns.Zip(columns.Skip(1)), x => Assert.Equal(pixels - overlap, x.Second - x.First));

                // One more would not fit.
                var count = width < pixels ? 0 : ((width - pixels) / (pixels - overlap)) + 1;
                Assert.Equal(height < pixels ? 0 : count, columns.Length);
                Assert.All(tiles, t => Assert.True(t.X >= 0 && t.X + pixels <= width && t.Y >= 0 && t.Y + pixels <= height));
            },
            iter: 60);

    [Fact]
    public void Plan_OverlapOfAWholeTile_IsRefused()
    {
        using var slide = new BlankSlide(1000, 1000, 0.5);
        Assert.Throws<ArgumentException>(() => TileGrid.Plan(slide, RandomMask(1000, 1000, 1), 64, 0.5, new TileOptions { Overlap = 64 }));
    }

    [Fact]
    public void Plan_SlideTooCoarse_IsANamedError()
    {
        using var slide = new BlankSlide(1000, 1000, 2);
        var error = Assert.Throws<SlideResolutionException>(() => TileGrid.Plan(slide, RandomMask(1000, 1000, 1), 224, 1));
        Assert.Contains("blank", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.0, 2)]
    [InlineData(0.5, 2)]
    [InlineData(1.7, 2)]
    public void Read_LinearGradient_IsTheGradientAtTheTileScale(double target, double mppTimesFour)
    {
        var mpp = mppTimesFour / 4;
        using var slide = new BlankSlide(2000, 1600, mpp);
        var mask = new TissueMask([.. Enumerable.Repeat(true, 125 * 100)], 125, 100, 16, 0);
        var grid = TileGrid.Plan(slide, mask, 100, target);
        var reader = new TileReader(slide, grid);
        var rgb = new byte[100 * 100 * 3];
        var tile = grid.Tiles[grid.Tiles.Count / 2];
        reader.Read(tile, rgb);
        var scale = grid.TileSize / 100;
        foreach (var (x, y) in new[] { (0, 0), (99, 0), (50, 73), (99, 99) })
        {
            // Centre of the tile pixel in level-0 pixels; rounding to a level's pixel moves it by at most half of one.
            var (u, v) = (tile.X + ((x + 0.5) * scale), tile.Y + ((y + 0.5) * scale));
            Assert.Equal(u / 10, rgb[((y * 100) + x) * 3], 1.0);
            Assert.Equal(v / 10, rgb[(((y * 100) + x) * 3) + 1], 1.0);
        }
    }

    private static TissueMask RandomMask(int width, int height, int seed)
    {
        var random = new Random(seed);
        int w = (width + 15) / 16, h = (height + 15) / 16;
        return new TissueMask([.. Enumerable.Range(0, w * h).Select(_ => random.Next(2) == 0)], w, h, 16, 0);
    }

    /// <summary>A slide of four halving levels: red rises by 1 every 10 level-0 columns, green every 10 rows.</summary>
    private sealed class BlankSlide(int width, int height, double micronsPerPixel) : ISlide
    {
        public string Path => "blank";

        public IReadOnlyList<SlideLevel> Levels { get; } = [.. new[] { 1, 2, 4, 8 }.Select(d => new SlideLevel(width / d, height / d, d))];

        public double? MicronsPerPixel => micronsPerPixel;

        public double? ObjectivePower => null;

        public SlideSource Source { get; } = new(SlideReader.Vips, "made for a test", ResolutionSource.File);

        public IReadOnlyList<string> AssociatedImages => [];

        public SlideImage ReadAssociatedImage(string name) => throw new ArgumentException($"no picture '{name}'", nameof(name));

        public void ReadRegion(int level, int x, int y, int width, int height, Span<byte> rgb)
        {
            for (var i = 0; i < width * height; i++)
            {
                rgb[i * 3] = (byte)Math.Round((x + (i % width) + 0.5) * Levels[level].Downsample / 10);
                rgb[(i * 3) + 1] = (byte)Math.Round((y + (i / width) + 0.5) * Levels[level].Downsample / 10);
                rgb[(i * 3) + 2] = 0;
            }
        }

        public void Dispose()
        {
        }
    }
}

using HccRisk.Pathomics.Pooling;
using Xunit;

namespace HccRisk.Pathomics.Tests;

public sealed class TilePoolingTests
{
    [Fact]
    public void Pool_TwoSlides_CountsAllTilesAlike()
    {
        // First number of the five tiles: 4, 1, 3, 2, 10; second: all 7.
        ReadOnlyMemory<float>[] slides = [new float[] { 4, 7, 1, 7, 3, 7 }, new float[] { 2, 7, 10, 7 }];
        var pooled = TilePooling.Pool(slides, 2, new PoolingOptions { Quantiles = [0, 0.25, 0.5, 0.9, 1] });
        // Type 7: position q (n - 1) among 1, 2, 3, 4, 10.
        double[] expected = [4, 7, Math.Sqrt((0 + 9 + 1 + 4 + 36) / 4.0), 0, 1, 7, 2, 7, 3, 7, 4 + (0.6 * 6), 7, 10, 7];
        Assert.All(expected.Zip(pooled), x => Assert.Equal(x.First, x.Second, 1e-12));
        Assert.Equal(["mean", "std", "q0", "q25", "q50", "q90", "q100"], TilePooling.Summaries(new PoolingOptions { Quantiles = [0, 0.25, 0.5, 0.9, 1] }));
    }

    [Fact]
    public void Pool_OneTile_HasNoSpread()
    {
        var pooled = TilePooling.Pool([new float[] { 1, 2 }], 2, new PoolingOptions());
        Assert.Equal([1, 2, double.NaN, double.NaN], pooled);
    }

    [Fact]
    public void Pool_NothingOrUneven_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => TilePooling.Pool([], 2, new PoolingOptions()));
        Assert.Contains("3", Assert.Throws<ArgumentException>(() => TilePooling.Pool([new float[3]], 2, new PoolingOptions())).Message, StringComparison.Ordinal);
        var error = Assert.Throws<ArgumentException>(new PoolingOptions { Quantiles = [0.5, 0.5, 2] }.Validate);
        Assert.Contains("twice", error.Message, StringComparison.Ordinal);
        Assert.Contains("2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pool_MaximumAndTopTiles_TakeTheLongestOrTheBestScored()
    {
        // Lengths 5, 1, 13, 5: the second of the equal ones is left out.
        ReadOnlyMemory<float>[] slides = [new float[] { 3, 4, 1, 0 }, new float[] { 5, -12, 0, 5 }];
        var options = new PoolingOptions { Mean = false, Std = false, Max = true, TopTiles = 2 };
        Assert.Equal(["max", "top2"], TilePooling.Summaries(options));
        Assert.Equal([5, 5, 4, -4], TilePooling.Pool(slides, 2, options));
        ReadOnlyMemory<double>[] scores = [new double[] { 0.1, 0.9 }, new double[] { 0.2, 0.3 }];
        Assert.Equal([5, 5, 0.5, 2.5], TilePooling.Pool(slides, 2, options, scores));
        // More than there are: all.
        Assert.Equal([2.25, -0.75], TilePooling.Pool(slides, 2, options with { Max = false, TopTiles = 99 }));
        Assert.Contains("3 scores", Assert.Throws<ArgumentException>(() => TilePooling.Pool(slides, 2, options, [new double[2], new double[3]])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => TilePooling.Pool(slides, 2, options, [new double[2]]));
        Assert.Throws<ArgumentException>(() => TilePooling.Pool(slides, 2, options, [new double[2], new double[] { 0, double.NaN }]));
    }

    [Fact]
    public void Pool_BySlide_WeighsEverySlideAlike()
    {
        ReadOnlyMemory<float>[] slides = [new float[] { 1, 2, 3 }, new float[] { 10 }, Array.Empty<float>()];
        var options = new PoolingOptions { Slides = SlideWeighting.BySlide };
        // Means 2 and 10; the one tile of the second slide has no spread.
        Assert.Equal([6, 1], TilePooling.Pool(slides, 1, options));
        Assert.Equal([4], TilePooling.Pool(slides, 1, new PoolingOptions { Std = false }));
    }
}

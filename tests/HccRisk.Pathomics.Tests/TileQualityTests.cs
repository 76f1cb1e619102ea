using HccRisk.Oracles;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Tissue;
using NetVips;
using Xunit;

namespace HccRisk.Pathomics.Tests;

public sealed class TileQualityTests
{
    [Theory]
    [InlineData("histolab_no-tissue2.png", TileFaults.Blank, PenMark.None)]
    [InlineData("histolab_no-tissue-green-pen.png", TileFaults.Pen, PenMark.Green)]
    [InlineData("histolab_no-tissue-red-pen.png", TileFaults.Pen | TileFaults.Blurred, PenMark.Red)]
    [InlineData("histolab_medium-nuclei-score-green-pen-level1.png", TileFaults.Pen, PenMark.Green)]
    [InlineData("histolab_tcga-green-pen.png", TileFaults.Pen, PenMark.Green)]
    [InlineData("histolab_tcga-red-pen.png", TileFaults.Pen, PenMark.Red)]
    [InlineData("histolab_wsi-blue-pen.png", TileFaults.None, PenMark.Blue)]
    [InlineData("histolab_high-nuclei-score-level0.png", TileFaults.None, null)]
    [InlineData("histolab_medium-nuclei-score-level0.png", TileFaults.None, null)]
    [InlineData("histolab_medium-nuclei-score-level2.png", TileFaults.None, null)]
    [InlineData("histolab_tcga-lung-rgb.png", TileFaults.None, null)]
    [InlineData("histolab_tissue-level0-4302-10273-4814-10785.png", TileFaults.None, null)]
    [InlineData("histolab_liver-level2-10907-7808-11707-8608.png", TileFaults.None, null)]
    [InlineData("tiatoolbox_target_image.png", TileFaults.None, null)]
    [InlineData("torchstain_source.png", TileFaults.None, null)]
    [InlineData("torchstain_target.png", TileFaults.None, null)]
    public void Measure_RealTile_FindsWhatItsNameSays(string name, TileFaults faults, PenMark? pen)
    {
        var quality = Measure(Tile(name, blur: 0, fromRight: name.Contains("blue", StringComparison.Ordinal)), 0.5);
        Assert.Equal(faults, quality.Faults);
        if (pen is { } ink)
        {
            Assert.Equal(ink, quality.PenFraction > 0.01 ? quality.Pen : PenMark.None);
        }
    }

    [Theory]
    [InlineData("histolab_high-nuclei-score-level0.png")]
    [InlineData("histolab_medium-nuclei-score-level0.png")]
    [InlineData("histolab_tcga-lung-rgb.png")]
    [InlineData("histolab_tissue-level0-4302-10273-4814-10785.png")]
    [InlineData("tiatoolbox_target_image.png")]
    [InlineData("torchstain_target.png")]
    public void Measure_SameTileOutOfFocus_IsBlurred(string name) =>
        Assert.Equal(TileFaults.Blurred, Measure(Tile(name, blur: 4), 0.5).Faults);

    [Theory]
    [InlineData(2.0, 1.0, 2.0)]
    [InlineData(3.0, 1.0, 3.0)]
    [InlineData(6.0, 0.5, 3.0)]
    [InlineData(3.0, 2.0, 6.0)]
    public void Measure_WhiteNoiseUnderAGaussian_GivesItsWidth(double pixels, double micronsPerPixel, double expected)
    {
        using var noise = Image.Gaussnoise(600, 600, seed: 2, mean: 0, sigma: 1);
        using var smooth = noise.Gaussblur(pixels, minAmpl: 0.001, precision: Enums.Precision.Float);
        using var scaled = smooth * (30 / smooth.Deviate()) + 128;
        using var grey = scaled.Cast(Enums.BandFormat.Uchar);
        using var image = grey.Bandjoin(grey, grey).Crop(50, 50, 500, 500);
        var quality = new TileQualityMeter(500, micronsPerPixel).Measure(image.WriteToMemory<byte>());

        // Differences instead of derivatives, and rounding to whole grey levels: a few per cent.
        Assert.Equal(expected, quality.BlurMicrons, 0.1 * expected);
    }

    [Fact]
    public void Measure_ContrastHalved_GivesTheSameBlur()
    {
        var rgb = Tile("tiatoolbox_target_image.png", 2).Rgb;
        var half = Array.ConvertAll(rgb, v => (byte)(128 + (v / 2)));
        var side = (int)Math.Sqrt(rgb.Length / 3);
        var meter = new TileQualityMeter(side, 0.5);
        Assert.Equal(meter.Measure(rgb).BlurMicrons, meter.Measure(half).BlurMicrons, 0.02);
    }

    [Fact]
    public void Measure_FlatTile_HasNoBlur()
    {
        var quality = new TileQualityMeter(64, 0.5).Measure([.. Enumerable.Repeat((byte)200, 64 * 64 * 3)]);
        Assert.True(double.IsNaN(quality.BlurMicrons));
        Assert.Equal(TileFaults.None, quality.Faults);
    }

    [Fact]
    public void Measure_FoldFractionAboveTheLimit_IsAFault() =>
        Assert.Equal(TileFaults.Folded, new TileQualityMeter(64, 0.5).Measure([.. Enumerable.Repeat((byte)200, 64 * 64 * 3)], 0.6).Faults);

    private static TileQuality Measure(SlideImage tile, double micronsPerPixel) => new TileQualityMeter(tile.Width, micronsPerPixel).Measure(tile.Rgb);

    /// <summary>The greatest square at the left (or right) edge of a picture, blurred by a Gaussian of that width in pixels.</summary>
    private static SlideImage Tile(string name, double blur, bool fromRight = false)
    {
        var path = SharedData.TryPath("data", "wsi", "tiles", name);
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        using var file = Image.NewFromFile(path);
        using var colour = file.Colourspace(Enums.Interpretation.Srgb).ExtractBand(0, 3);
        using var smooth = blur > 0 ? colour.Gaussblur(blur, minAmpl: 0.001) : colour.Copy();
        var side = Math.Min(smooth.Width, smooth.Height);
        using var square = smooth.Crop(fromRight ? smooth.Width - side : 0, 0, side, side).Cast(Enums.BandFormat.Uchar);
        return new SlideImage(side, side, 1, square.WriteToMemory<byte>());
    }
}

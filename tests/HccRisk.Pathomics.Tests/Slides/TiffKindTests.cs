using HccRisk.Oracles;
using HccRisk.Pathomics.Slides;
using NetVips;
using Xunit;

namespace HccRisk.Pathomics.Tests.Slides;

/// <summary>TIFFs that are whole but no 8-bit RGB are refused by what they are.</summary>
public sealed class TiffKindTests
{
    [Theory]
    [InlineData(Enums.BandFormat.Ushort, 3, "samples of 16 bits")]
    [InlineData(Enums.BandFormat.Ushort, 1, "samples of 16 bits")]
    [InlineData(Enums.BandFormat.Short, 3, "signed samples of 16 bits")]
    [InlineData(Enums.BandFormat.Float, 3, "floating-point samples of 32 bits")]
    [InlineData(Enums.BandFormat.Double, 1, "floating-point samples of 64 bits")]
    [InlineData(Enums.BandFormat.Uchar, 1, "single channel (grey)")]
    [InlineData(Enums.BandFormat.Uchar, 2, "2 samples a pixel")]
    public void Open_OtherSamplesThanEightBitRgb_IsRefusedByWhatTheyAre(Enums.BandFormat format, int bands, string reason)
    {
        using var folder = new TemporaryFolder();
        var path = folder["kind.tif"];
        using (var image = Image.Black(300, 200, bands).Cast(format))
        {
            image.Tiffsave(path, tile: true, pyramid: true, xres: 2000, yres: 2000);
        }

        // Whether or not OpenSlide is there: it would take the high bytes of 12-bit numbers, which are black.
        foreach (var reader in new[] { SlideReader.Automatic, SlideReader.Vips, SlideReader.OpenSlide })
        {
            var error = Assert.Throws<SlideFormatException>(() => SlideFile.Open(path, new SlideOpenOptions { Reader = reader }));
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Open_Palette_IsNamed()
    {
        using var folder = new TemporaryFolder();
        var path = folder["palette.tif"];
        using (var image = Image.Black(300, 200).Cast(Enums.BandFormat.Uchar))
        {
            image.Tiffsave(path, tile: true, compression: Enums.ForeignTiffCompression.Deflate);
        }

        TiffTags.Patch(path, tag: 262, value: 3);
        var error = Assert.Throws<SlideFormatException>(() => SlideFile.Open(path, new SlideOpenOptions { Reader = SlideReader.Vips }));
        Assert.Contains("1 sample a pixel of a palette", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(255, false)]
    public void Open_AlphaZeroEverywhere_IsRefusedAsTransparent(int alpha, bool isRefused)
    {
        using var folder = new TemporaryFolder();
        var path = folder["alpha.tif"];
        using (var colours = Image.Black(600, 400, 3) + new[] { 200.0, 100.0, 180.0 })
        using (var last = alpha + Image.Black(600, 400))
        using (var both = colours.Bandjoin(last).Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb))
        {
            both.Tiffsave(path, tile: true, pyramid: true, compression: Enums.ForeignTiffCompression.Deflate);
        }

        if (isRefused)
        {
            var message = Assert.Throws<SlideFormatException>(() => SlideFile.Open(path)).Message;
            Assert.Contains(path, message, StringComparison.Ordinal);
            Assert.Contains("alpha, is 0 in every pixel", message, StringComparison.Ordinal);
        }
        else
        {
            using var slide = SlideFile.Open(path);
            Assert.Equal((600, 400), (slide.Levels[0].Width, slide.Levels[0].Height));
        }
    }

    [Fact]
    public void Open_OnePixelOfAlphaInOneTile_IsNotTransparent()
    {
        using var folder = new TemporaryFolder();
        var path = folder["corner.tif"];
        using (var colours = Image.Black(600, 400, 3) + 100)
        using (var dot = Image.Black(600, 400).Mutate(x => x.DrawRect([255], 599, 399, 1, 1)))
        using (var both = colours.Bandjoin(dot).Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb))
        {
            both.Tiffsave(path, tile: true, tileWidth: 128, tileHeight: 128, compression: Enums.ForeignTiffCompression.Deflate);
        }

        using var slide = SlideFile.Open(path);
        var pixel = new byte[3];
        slide.ReadRegion(0, 599, 399, 1, 1, pixel);
        Assert.Equal([100, 100, 100], pixel);
    }

    [Theory]
    [InlineData(0.25, 0.5, "0.25 x 0.5")]
    [InlineData(0.5, 0.25, "0.5 x 0.25")]
    public void RequireMicronsPerPixel_AxesDiffer_NamesBoth(double x, double y, string named)
    {
        using var folder = new TemporaryFolder();
        var path = folder["uneven.tif"];
        using (var image = Image.Black(300, 200, 3).Cast(Enums.BandFormat.Uchar))
        {
            image.Tiffsave(path, tile: true, xres: 1000 / x, yres: 1000 / y, resunit: Enums.ForeignTiffResunit.Cm);
        }

        using (var slide = SlideFile.Open(path))
        {
            Assert.Null(slide.MicronsPerPixel);
            var message = Assert.Throws<SlideResolutionException>(() => slide.RequireMicronsPerPixel()).Message;
            Assert.Contains(path, message, StringComparison.Ordinal);
            Assert.Contains($"pixels of {named} micrometres", message, StringComparison.Ordinal);
        }

        using var told = SlideFile.Open(path, new SlideOpenOptions { MicronsPerPixel = 0.3 });
        Assert.Equal(0.3, told.RequireMicronsPerPixel());
    }
}

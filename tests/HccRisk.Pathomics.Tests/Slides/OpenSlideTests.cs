using HccRisk.Oracles;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Slides.OpenSlide;
using NetVips;
using Xunit;

namespace HccRisk.Pathomics.Tests.Slides;

public sealed class OpenSlideTests
{
    private static readonly SlideOpenOptions ByOpenSlide = new() { Reader = SlideReader.OpenSlide };

    private static string Real(string name)
    {
        var path = SharedData.TryPath("data", "wsi", name);
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        Assert.SkipWhen(SlideFile.OpenSlideVersion is null, "the OpenSlide library is not installed");
        return path;
    }

    [Theory]
    [InlineData("CMU-1-Small-Region.svs")]
    [InlineData("openslide-python_small.svs")]
    public void Open_FileBothReadersKnow_SaysTheSameAndGivesTheSamePixels(string name)
    {
        using var vips = SlideFile.Open(Real(name), new SlideOpenOptions { Reader = SlideReader.Vips });
        using var other = SlideFile.Open(vips.Path, ByOpenSlide);
        Assert.Equal(SlideReader.OpenSlide, other.Source.Reader);
        Assert.Equal(vips.Levels, other.Levels);
        Assert.Equal(vips.MicronsPerPixel, other.MicronsPerPixel);
        Assert.Equal(vips.ObjectivePower, other.ObjectivePower);
        Assert.Equal(vips.AssociatedImages, other.AssociatedImages);

        // JPEG without colour subsampling: equal to the last bit.
        for (var level = 0; level < vips.Levels.Count; level++)
        {
            var (width, height) = (Math.Min(700, vips.Levels[level].Width), Math.Min(700, vips.Levels[level].Height));
            Assert.Equal(Read(vips, level, 0, 0, width, height), Read(other, level, 0, 0, width, height));
        }

        foreach (var (x, y) in new[] { (0, 0), (37, 411), (-30, -20), (2100, 2800) })
        {
            Assert.Equal(Read(vips, 0, x, y, 256, 256), Read(other, 0, x, y, 256, 256));
        }

        foreach (var picture in vips.AssociatedImages)
        {
            Assert.Equal(vips.ReadAssociatedImage(picture).Rgb, other.ReadAssociatedImage(picture).Rgb);
        }
    }

    [Fact]
    public void Open_TiffWhoseEdgeTilesOpenSlideLeavesToLibtiff_IsRefusedThereAndReadHere()
    {
        // Level 3 is smaller than its one tile: with libtiff 4.5.0-6+deb12u4 OpenSlide gives memory nobody wrote.
        var path = Real("openslide-python_boxes.tiff");
        Assert.Contains("cannot be trusted", Assert.Throws<SlideFormatException>(() => SlideFile.Open(path, ByOpenSlide)).Message, StringComparison.Ordinal);

        using var slide = SlideFile.Open(path);
        Assert.Equal(SlideReader.Vips, slide.Source.Reader);
        for (var level = 0; level < slide.Levels.Count; level++)
        {
            var (width, height) = (slide.Levels[level].Width, slide.Levels[level].Height);
            using var tiff = BitMiracle.LibTiff.Classic.Tiff.Open(path, "r");
            tiff.SetDirectory((short)level);
            var tile = new byte[64 * 64 * 3];
            var expected = new byte[width * height * 3];
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x += 64)
                {
                    tiff.ReadTile(tile, 0, x, y / 64 * 64, 0, 0);
                    tile.AsSpan(y % 64 * 192, Math.Min(64, width - x) * 3).CopyTo(expected.AsSpan(((y * width) + x) * 3));
                }
            }

            Assert.Equal(expected, Read(slide, level, 0, 0, width, height));
        }
    }

    [Theory]
    [InlineData(95, 0.0, 0)]
    [InlineData(80, 0.0, 0)]
    public void ReadRegion_JpegPyramid_DiffersOnlyByTheDecodersOfColour(int quality, double mean, int most)
    {
        Assert.SkipWhen(SlideFile.OpenSlideVersion is null, "the OpenSlide library is not installed");
        using var folder = new TemporaryFolder();
        var path = folder["pyramid.tif"];
        var rgb = new byte[1024 * 768 * 3];
        var random = new Random(5);
        for (var i = 0; i < rgb.Length; i++)
        {
            rgb[i] = (byte)(120 + (60 * Math.Sin(i / 3 % 1024 / 20.0) * Math.Cos((i / 3072) + (i % 3))) + random.Next(20));
        }

        PyramidalTiff.Write(path, rgb, 1024, 768, 0.5, quality);
        using var vips = SlideFile.Open(path);
        using var other = SlideFile.Open(path, ByOpenSlide);
        Assert.Equal(vips.Levels, other.Levels);

        // Version 3 does not read the scale from a description; the resolution tag holds it as a ratio of integers.
        Assert.Equal(0.5, other.MicronsPerPixel!.Value, 1e-6);
        for (var level = 0; level < vips.Levels.Count; level++)
        {
            var (width, height) = (vips.Levels[level].Width / 2, vips.Levels[level].Height / 2);
            var differences = Read(vips, level, 10, 12, width, height).Zip(Read(other, level, 10, 12, width, height), (a, b) => Math.Abs(a - b)).ToArray();
            Assert.InRange(differences.Average(), 0, mean);
            Assert.InRange(differences.Max(), 0, most);
        }
    }

    [Fact]
    public void ReadRegion_FromManyThreads_GivesTheSamePixels()
    {
        using var slide = SlideFile.Open(Real("CMU-1-Small-Region.svs"), ByOpenSlide);
        var places = Enumerable.Range(0, 24).Select(i => (X: i * 83 % 1900, Y: i * 157 % 2700)).ToArray();
        var expected = places.Select(p => Read(slide, 0, p.X, p.Y, 200, 200)).ToArray();
        var actual = new byte[places.Length][];
        Parallel.For(0, places.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => actual[i] = Read(slide, 0, places[i].X, places[i].Y, 200, 200));
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void ReadRegion_DamagedTile_NamesTheFileAndTheNextReadStillAnswers()
    {
        using var slide = SlideFile.Open(Real("openslide-python_unreadable.svs"), ByOpenSlide);
        for (var i = 0; i < 2; i++)
        {
            var error = Assert.Throws<SlideFormatException>(() => Read(slide, 0, 0, 0, 16, 16));
            Assert.Contains("unreadable.svs", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ReadRegion_AfterDispose_IsRefused()
    {
        var slide = SlideFile.Open(Real("CMU-1-Small-Region.svs"), ByOpenSlide);
        slide.Dispose();
        slide.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Read(slide, 0, 0, 0, 16, 16));
    }

    [Fact]
    public void OnWhite_PremultipliedWords_AreLaidOverWhite()
    {
        var rgb = new byte[9];
        OpenSlideSlide.OnWhite([0x00000000, 0xFF102030, 0x80402000], rgb);

        // Half-transparent (64, 32, 0) premultiplied: each channel plus the 127 the white beneath gives.
        Assert.Equal([255, 255, 255, 0x10, 0x20, 0x30, 64 + 127, 32 + 127, 127], rgb);
    }

    [Fact]
    public void Open_DicomSlide_IsReadOrNamesTheVersionItNeeds()
    {
        var path = Real("openslide-python_boxes_0.dcm");
        if (SlideFile.OpenSlideVersion!.StartsWith("3.", StringComparison.Ordinal))
        {
            var error = Assert.Throws<SlideFormatException>(() => SlideFile.Open(path));
            Assert.Contains("OpenSlide 4", error.Message, StringComparison.Ordinal);
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
            return;
        }

        using var slide = SlideFile.Open(path);
        Assert.Equal(SlideReader.OpenSlide, slide.Source.Reader);
    }

    [Fact]
    public void Open_Automatic_SaysWhichReaderAndWhy()
    {
        using var plain = SlideFile.Open(Real("CMU-1-Small-Region.svs"));
        Assert.Equal(SlideReader.Vips, plain.Source.Reader);
        Assert.Contains("JPEG TIFF", plain.Source.Reason, StringComparison.Ordinal);

        // A plain pyramid under a Philips description: padded levels, which only OpenSlide knows. It does not take this one for a Philips.
        using var folder = new TemporaryFolder();
        var path = folder["philips.tif"];
        using (var image = Image.Black(512, 512, 3).Cast(Enums.BandFormat.Uchar).Mutate(x => x.Set(GValue.GStrType, "image-description", "DPUfsImport")))
        {
            image.Tiffsave(path, tile: true, compression: Enums.ForeignTiffCompression.Deflate);
        }

        using var foreign = SlideFile.Open(path);
        Assert.Equal(SlideReader.OpenSlide, foreign.Source.Reader);
        Assert.Contains("Philips", foreign.Source.Reason, StringComparison.Ordinal);
    }

    private static byte[] Read(ISlide slide, int level, int x, int y, int width, int height)
    {
        var rgb = new byte[width * height * 3];
        slide.ReadRegion(level, x, y, width, height, rgb);
        return rgb;
    }
}

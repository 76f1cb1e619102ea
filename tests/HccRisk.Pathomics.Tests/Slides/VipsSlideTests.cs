using BitMiracle.LibTiff.Classic;
using CsCheck;
using HccRisk.Cohorts.Scanning;
using HccRisk.Oracles;
using HccRisk.Pathomics.Slides;
using NetVips;
using Xunit;

namespace HccRisk.Pathomics.Tests.Slides;

public sealed class VipsSlideTests
{
    private static string Real(string name)
    {
        var path = SharedData.TryPath("data", "wsi", name);
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        return path;
    }

    [Fact]
    public void Open_AperioSlide_GivesLevelScaleAndObjectiveWithoutThumbnailLabelAndMacro()
    {
        using var slide = SlideFile.Open(Real("CMU-1-Small-Region.svs"));
        var level = Assert.Single(slide.Levels);
        Assert.Equal((2220, 2967, 1.0), (level.Width, level.Height, level.Downsample));
        Assert.Equal(0.499, slide.MicronsPerPixel);
        Assert.Equal(20, slide.ObjectivePower);
    }

    [Fact]
    public void ReadRegion_AperioSlide_EqualsLibTiffTiles()
    {
        var path = Real("CMU-1-Small-Region.svs");
        using var slide = SlideFile.Open(path);
        using var tiff = Tiff.Open(path, "r");
        const int Size = 240;
        Assert.Equal(Size, tiff.GetField(TiffTag.TILEWIDTH)[0].ToInt());
        tiff.SetField(TiffTag.JPEGCOLORMODE, JpegColorMode.RGB);
        var expected = new byte[tiff.TileSize()];
        var actual = new byte[Size * Size * 3];
        // JPEG without colour subsampling: both decoders use the same integer transform.
        foreach (var (x, y) in new[] { (0, 0), (960, 1200), (1920, 2400), (240, 2640) })
        {
            Assert.Equal(expected.Length, tiff.ReadTile(expected, 0, x, y, 0, 0));
            slide.ReadRegion(0, x, y, Size, Size, actual);
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void ReadRegion_PartlyOutside_IsWhiteOutsideAndUnchangedInside()
    {
        using var slide = SlideFile.Open(Real("CMU-1-Small-Region.svs"));
        var inside = new byte[20 * 30 * 3];
        slide.ReadRegion(0, 0, 0, 20, 30, inside);
        var around = new byte[50 * 60 * 3];
        slide.ReadRegion(0, -10, -5, 50, 60, around);
        for (var y = 0; y < 60; y++)
        {
            for (var x = 0; x < 50; x++)
            {
                var at = ((y * 50) + x) * 3;
                if (x < 10 || y < 5)
                {
                    Assert.Equal((255, 255, 255), (around[at], around[at + 1], around[at + 2]));
                }
                else if (x < 30 && y < 35)
                {
                    Assert.Equal(inside[(((y - 5) * 20) + x - 10) * 3], around[at]);
                }
            }
        }

        var outside = new byte[4 * 4 * 3];
        slide.ReadRegion(0, 2220, 10, 4, 4, outside);
        Assert.All(outside, x => Assert.Equal(255, x));
        slide.ReadRegion(0, int.MaxValue - 1, -40, 4, 4, outside);
        Assert.All(outside, x => Assert.Equal(255, x));
    }

    [Fact]
    public void ReadRegion_FromManyThreads_GivesTheSamePixels()
    {
        using var slide = SlideFile.Open(Real("CMU-1-Small-Region.svs"));
        var places = Enumerable.Range(0, 24).Select(i => (X: i * 83 % 1900, Y: i * 157 % 2700)).ToArray();
        byte[] Read((int X, int Y) place)
        {
            var rgb = new byte[200 * 200 * 3];
            slide.ReadRegion(0, place.X, place.Y, 200, 200, rgb);
            return rgb;
        }

        var expected = places.Select(Read).ToArray();
        var actual = new byte[places.Length][];
        Parallel.For(0, places.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => actual[i] = Read(places[i]));
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void ReadThumbnail_AperioSlide_IsTheMeanOfBlocks()
    {
        using var slide = SlideFile.Open(Real("CMU-1-Small-Region.svs"));
        var thumbnail = slide.ReadThumbnail(16, TestContext.Current.CancellationToken);
        Assert.Equal((139, 186, 16.0), (thumbnail.Width, thumbnail.Height, thumbnail.Downsample));
        var block = new byte[16 * 16 * 3];
        slide.ReadRegion(0, 70 * 16, 90 * 16, 16, 16, block);
        for (var c = 0; c < 3; c++)
        {
            var mean = block.Where((_, i) => i % 3 == c).Average(x => x);
            Assert.Equal(mean, thumbnail.Rgb[(((90 * 139) + 70) * 3) + c], 0.5 + 1e-9);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Open_PyramidAsPagesOrSubDirectories_HasTheSameLevels(bool subDirectories)
    {
        using var folder = new TemporaryFolder();
        var path = folder["pyramid.tif"];
        using (var noise = Image.Gaussnoise(800, 600, seed: 3))
        using (var grey = noise.Cast(Enums.BandFormat.Uchar))
        using (var image = grey.Bandjoin(grey, grey).Copy(interpretation: Enums.Interpretation.Srgb))
        {
            image.Tiffsave(path, tile: true, pyramid: true, subifd: subDirectories, compression: Enums.ForeignTiffCompression.Lzw, xres: 2000, yres: 2000, resunit: Enums.ForeignTiffResunit.Inch);
        }

        using var slide = SlideFile.Open(path);
        Assert.Equal([(800, 600), (400, 300), (200, 150), (100, 75)], slide.Levels.Select(x => (x.Width, x.Height)));
        Assert.Equal(0.5, slide.MicronsPerPixel!.Value, 1e-4);
        var pixels = new byte[100 * 75 * 3];
        slide.ReadRegion(3, 0, 0, 100, 75, pixels);
        Assert.InRange(pixels.Average(x => x), 120, 136);
    }

    [Fact]
    public void Open_DefaultDotsPerInch_IsNoResolution()
    {
        // 72 dots per inch: 353 micrometres a pixel, which no scanner gives.
        using var slide = SlideFile.Open(Real("openslide-python_boxes.tiff"));
        Assert.Null(slide.MicronsPerPixel);
        var error = Assert.Throws<SlideResolutionException>(() => slide.RequireMicronsPerPixel());
        Assert.Contains("boxes.tiff", error.Message, StringComparison.Ordinal);
        Assert.Equal([1.0, 2.0, 4.0, 8.0], slide.Levels.Select(x => x.Downsample));

        using var told = SlideFile.Open(slide.Path, new SlideOpenOptions { MicronsPerPixel = 0.25 });
        Assert.Equal(0.25, told.RequireMicronsPerPixel());
    }

    [Theory]
    [InlineData(72)]
    [InlineData(96)]
    [InlineData(300)]
    [InlineData(600)]
    [InlineData(2400)]
    [InlineData(4800)]
    public void Open_ResolutionOfPrint_IsNoScaleOfASlide(int dotsPerInch)
    {
        using var folder = new TemporaryFolder();
        var path = folder["print.tif"];
        using (var image = Image.Black(300, 200, 3).Cast(Enums.BandFormat.Uchar))
        {
            image.Tiffsave(path, tile: true, xres: dotsPerInch / 25.4, yres: dotsPerInch / 25.4, resunit: Enums.ForeignTiffResunit.Inch);
        }

        using var slide = SlideFile.Open(path);
        Assert.Null(slide.MicronsPerPixel);
        Assert.Contains("does not state", Assert.Throws<SlideResolutionException>(() => slide.RequireMicronsPerPixel()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(0.2738)]
    [InlineData(0.5)]
    [InlineData(2.5)]
    [InlineData(8.0)]
    public void Open_ResolutionOfAScan_IsItsScale(double microns)
    {
        using var folder = new TemporaryFolder();
        var path = folder["scan.tif"];
        using (var image = Image.Black(300, 200, 3).Cast(Enums.BandFormat.Uchar))
        {
            image.Tiffsave(path, tile: true, xres: 1000 / microns, yres: 1000 / microns, resunit: Enums.ForeignTiffResunit.Cm);
        }

        using var slide = SlideFile.Open(path);
        Assert.Equal(microns, slide.MicronsPerPixel!.Value, 1e-4 * microns);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Open_PictureWithoutColour_IsRefusedWhoeverReads(int bands)
    {
        using var folder = new TemporaryFolder();
        var path = folder["grey.tif"];
        using (var image = Image.Black(300, 200, bands).Cast(Enums.BandFormat.Uchar))
        {
            image.Tiffsave(path, tile: true, compression: Enums.ForeignTiffCompression.Lzw, xres: 2000, yres: 2000);
        }

        foreach (var reader in Enum.GetValues<SlideReader>())
        {
            var error = Assert.Throws<SlideFormatException>(() => SlideFile.Open(path, new SlideOpenOptions { Reader = reader, MicronsPerPixel = 0.5 }));
            Assert.Contains("bright-field", error.Message, StringComparison.Ordinal);
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Open_EmptyFile_SaysSo()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "a.svs", "a.ndpi", "a.mrxs" })
        {
            File.WriteAllBytes(folder[name], []);
            Assert.Contains("0 bytes", Assert.Throws<SlideFormatException>(() => SlideFile.Open(folder[name])).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ReadRegion_DamagedTile_NamesTheFile()
    {
        var error = Assert.Throws<SlideFormatException>(() =>
        {
            using var slide = SlideFile.Open(Real("openslide-python_unreadable.svs"));
            slide.ReadRegion(0, 0, 0, 16, 16, new byte[16 * 16 * 3]);
        });
        Assert.Contains("unreadable.svs", error.Message, StringComparison.Ordinal);
    }

    // Downloads are often put in order by links; a link is shorter than any slide.
    [Fact]
    public void Open_SymbolicLink_IsTheSlideItLeadsTo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        using var folder = new TemporaryFolder();
        var target = Real("CMU-1-Small-Region.svs");
        File.CreateSymbolicLink(folder["P001.svs"], target);

        using var linked = SlideFile.Open(folder["P001.svs"]);
        using var slide = SlideFile.Open(target);

        Assert.Equal((slide.Levels[0].Width, slide.Levels[0].Height), (linked.Levels[0].Width, linked.Levels[0].Height));
    }

    [Fact]
    public void Open_TruncatedSlide_SaysSo()
    {
        using var folder = new TemporaryFolder();
        var bytes = File.ReadAllBytes(Real("CMU-1-Small-Region.svs"));
        foreach (var kept in new[] { 0, 5, 1000, bytes.Length / 2, bytes.Length - 20000 })
        {
            var path = folder[$"cut{kept}.svs"];
            File.WriteAllBytes(path, bytes[..kept]);
            var error = Assert.Throws<SlideFormatException>(() => SlideFile.Open(path));
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Open_JpegTwoThousand_NamesTheCompressionAndTheRemedy()
    {
        using var folder = new TemporaryFolder();
        var path = folder["jp2k.svs"];
        PyramidalTiff.Write(path, new byte[64 * 64 * 3], 64, 64, 0.5);
        TiffTags.Patch(path, tag: 259, value: 33005);
        var error = Assert.Throws<SlideFormatException>(() => SlideFile.Open(path, new SlideOpenOptions { Reader = SlideReader.Vips }));
        Assert.Contains("JPEG 2000", error.Message, StringComparison.Ordinal);
        Assert.Contains("OpenSlide", error.Message, StringComparison.Ordinal);

        // The bytes are no JPEG 2000, so OpenSlide, when it is there, cannot read them either: at the latest at the first tile.
        var other = Assert.Throws<SlideFormatException>(() =>
        {
            using var slide = SlideFile.Open(path);
            Assert.Contains("JPEG 2000", slide.Source.Reason, StringComparison.Ordinal);
            slide.ReadRegion(0, 0, 0, 64, 64, new byte[64 * 64 * 3]);
        });
        Assert.Contains(path, other.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(6, "old-style JPEG")]
    [InlineData(34712, "JPEG 2000")]
    [InlineData(34925, "compression 34925")]
    public void Open_CompressionVipsLacks_IsNamed(int compression, string name)
    {
        using var folder = new TemporaryFolder();
        var path = folder["odd.tif"];
        PyramidalTiff.Write(path, new byte[64 * 64 * 3], 64, 64, 0.5);
        TiffTags.Patch(path, tag: 259, value: (ushort)compression);
        var error = Assert.Throws<SlideFormatException>(() => SlideFile.Open(path, new SlideOpenOptions { Reader = SlideReader.Vips }));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadAssociatedImage_AperioSlide_GivesThumbnailLabelAndMacro()
    {
        using var slide = SlideFile.Open(Real("CMU-1-Small-Region.svs"), new SlideOpenOptions { Reader = SlideReader.Vips });
        Assert.Equal(["label", "macro", "thumbnail"], slide.AssociatedImages);
        var sizes = slide.AssociatedImages.Select(slide.ReadAssociatedImage).Select(x => (x.Width, x.Height, x.Rgb.Length));
        Assert.Equal([(387, 463, 387 * 463 * 3), (1280, 431, 1280 * 431 * 3), (574, 768, 574 * 768 * 3)], sizes);
        var error = Assert.Throws<ArgumentException>(() => slide.ReadAssociatedImage("barcode"));
        Assert.Contains("label, macro, thumbnail", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("µm", 0.25, 0.25)]
    [InlineData("nm", 250, 0.25)]
    [InlineData("mm", 0.0005, 0.5)]
    [InlineData(null, 0.5, 0.5)]
    public void Open_OmeTiffWithSubDirectories_TakesScaleObjectiveAndLevelsFromIt(string? unit, double size, double expected)
    {
        using var folder = new TemporaryFolder();
        var path = folder["slide.ome.tif"];
        WriteOme(path, unit, size, channels: 1, grey: false);
        using var slide = SlideFile.Open(path);
        Assert.Equal(expected, slide.MicronsPerPixel!.Value, 1e-12);
        Assert.Equal(ResolutionSource.File, slide.Source.Resolution);
        Assert.Equal(40, slide.ObjectivePower);
        Assert.Equal([1.0, 2.0, 4.0], slide.Levels.Select(x => x.Downsample));
    }

    [Fact]
    public void Open_OmeTiffOfSeveralChannels_IsNotReadAsGrey()
    {
        using var folder = new TemporaryFolder();
        var path = folder["fluorescence.ome.tif"];
        WriteOme(path, "µm", 0.5, channels: 3, grey: true);
        var error = Assert.Throws<SlideFormatException>(() => SlideFile.Open(path, new SlideOpenOptions { Reader = SlideReader.Vips }));
        Assert.Contains("3 separate channels", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Enums.ForeignTiffResunit.Cm)]
    [InlineData(Enums.ForeignTiffResunit.Inch)]
    public void Open_ResolutionUnit_IsTakenIntoAccount(Enums.ForeignTiffResunit unit)
    {
        using var folder = new TemporaryFolder();
        var path = folder["unit.tif"];
        using (var image = Image.Black(300, 200, 3))
        {
            // 4,000 pixels a millimetre, whatever unit the file stores them in.
            image.Cast(Enums.BandFormat.Uchar).Tiffsave(path, tile: true, xres: 4000, yres: 4000, resunit: unit);
        }

        using var slide = SlideFile.Open(path);
        Assert.Equal(0.25, slide.MicronsPerPixel!.Value, 1e-6);
    }

    [Fact]
    public void Open_ObjectiveWithoutResolution_IsUsedOnlyWhenAllowed()
    {
        using var folder = new TemporaryFolder();
        var path = folder["objective.tif"];
        using (var image = Image.Black(300, 200, 3).Cast(Enums.BandFormat.Uchar).Mutate(x => x.Set(GValue.GStrType, "image-description", "a scan|AppMag = 20")))
        {
            image.Tiffsave(path, tile: true, resunit: Enums.ForeignTiffResunit.Cm, xres: 0.001, yres: 0.001);
        }

        using (var slide = SlideFile.Open(path))
        {
            Assert.Equal((20, null, ResolutionSource.None), (slide.ObjectivePower!.Value, slide.MicronsPerPixel, slide.Source.Resolution));
        }

        using var allowed = SlideFile.Open(path, new SlideOpenOptions { ScaleFromObjective = true });
        Assert.Equal((0.5, ResolutionSource.Objective), (allowed.MicronsPerPixel!.Value, allowed.Source.Resolution));
        using var told = SlideFile.Open(path, new SlideOpenOptions { ScaleFromObjective = true, MicronsPerPixel = 0.46 });
        Assert.Equal((0.46, ResolutionSource.Options), (told.MicronsPerPixel!.Value, told.Source.Resolution));
    }

    [Fact]
    public void ReadRegionAt_TwiceTheScale_IsTheMeanOfFourPixels()
    {
        using var slide = SlideFile.Open(Real("CMU-1-Small-Region.svs"));
        var half = slide.ReadRegionAt(2 * 0.499, 100, 200, 30, 20);
        Assert.Equal(2, half.Downsample, 1e-12);
        var full = new byte[60 * 40 * 3];
        slide.ReadRegion(0, 100, 200, 60, 40, full);
        for (var i = 0; i < half.Rgb.Length; i++)
        {
            var (x, y, c) = (i / 3 % 30, i / 90, i % 3);
            byte At(int dx, int dy) => full[(((((2 * y) + dy) * 60) + (2 * x) + dx) * 3) + c];
            Assert.Equal((At(0, 0) + At(1, 0) + At(0, 1) + At(1, 1)) / 4.0, half.Rgb[i], 0.5);
        }

        Assert.Throws<SlideResolutionException>(() => slide.ReadRegionAt(0.25, 0, 0, 10, 10));
    }

    [Fact]
    public void Open_AnyDamagedBytes_IsReadOrIsANamedError()
    {
        using var folder = new TemporaryFolder();
        var whole = folder["whole.tif"];
        PyramidalTiff.Write(whole, new byte[300 * 300 * 3], 300, 300, 0.5);
        var sources = new[] { File.ReadAllBytes(whole), File.ReadAllBytes(Real("openslide-python_small.svs")) };
        var path = folder["damaged.tif"];
        Gen.Select(Gen.Int[0, 1], Gen.Select(Gen.Int[0, 1 << 20], Gen.Byte).Array[1, 6]).Sample(
            (which, changes) =>
            {
                var bytes = (byte[])sources[which].Clone();
                Array.ForEach(changes, x => bytes[x.Item1 % bytes.Length] = x.Item2);
                File.WriteAllBytes(path, bytes);
                try
                {
                    using var slide = SlideFile.Open(path);
                    slide.ReadThumbnail(8, TestContext.Current.CancellationToken);
                }
                catch (SlideFormatException error)
                {
                    Assert.Contains(path, error.Message, StringComparison.Ordinal);
                }
            },
            iter: 300,
            threads: 1);
    }

    [Fact]
    public void Open_NoSlideAtAll_SaysSo()
    {
        using var folder = new TemporaryFolder();
        var path = folder["notes.svs"];
        File.WriteAllText(path, "patient 12: see paper chart");
        Assert.Contains("not a TIFF", Assert.Throws<SlideFormatException>(() => SlideFile.Open(path)).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => SlideFile.Open(folder["absent.svs"]));
    }

    private static void WriteOme(string path, string? unit, double size, int channels, bool grey)
    {
        var units = unit is null ? "" : $"PhysicalSizeXUnit=\"{unit}\" PhysicalSizeYUnit=\"{unit}\"";
        var text = FormattableString.Invariant($"""
            <?xml version="1.0" encoding="UTF-8"?>
            <OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Instrument ID="Instrument:0"><Objective ID="Objective:0" NominalMagnification="40.0"/></Instrument>
            <Image ID="Image:0"><Pixels ID="Pixels:0" SizeX="800" SizeY="600" PhysicalSizeX="{size}" PhysicalSizeY="{size}" {units}>{string.Concat(Enumerable.Repeat("<Channel/>", channels))}</Pixels></Image></OME>
            """);
        using var image = Image.Black(800, 600, grey ? 1 : 3).Cast(Enums.BandFormat.Uchar).Mutate(x => x.Set(GValue.GStrType, "image-description", text));
        image.Tiffsave(path, tile: true, tileWidth: 256, tileHeight: 256, pyramid: true, subifd: true, compression: Enums.ForeignTiffCompression.Lzw, xres: 2.835, yres: 2.835);
    }
}

using HccRisk.Cohorts.Scanning;
using HccRisk.Oracles;
using HccRisk.Pathomics.Slides;
using NetVips;
using Xunit;

namespace HccRisk.Pathomics.Tests.Slides;

/// <summary>Tiles whose stored bytes were changed: every change is an error that names the tile, or leaves every pixel as it was.</summary>
public sealed class DamagedTileTests
{
    private const int Side = 512;

    [Theory]
    [InlineData(Enums.ForeignTiffCompression.Deflate)]
    [InlineData(Enums.ForeignTiffCompression.Lzw)]
    [InlineData(Enums.ForeignTiffCompression.Packbits)]
    [InlineData(Enums.ForeignTiffCompression.None)]
    [InlineData(Enums.ForeignTiffCompression.Jpeg)]
    [InlineData(Enums.ForeignTiffCompression.Webp)]
    public void ReadRegion_WholeTiles_GiveWhatLibvipsReads(Enums.ForeignTiffCompression compression)
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, compression);
        using var expected = Image.Tiffload(path);
        Assert.Equal(expected.WriteToMemory<byte>(), Read(path));
    }

    [Theory]
    [InlineData(Enums.ForeignTiffCompression.Deflate, 1, 0)]
    [InlineData(Enums.ForeignTiffCompression.Deflate, 64, 0)]
    [InlineData(Enums.ForeignTiffCompression.Lzw, 1, 0.5)]
    [InlineData(Enums.ForeignTiffCompression.Lzw, 64, 0)]
    [InlineData(Enums.ForeignTiffCompression.Jpeg, 1, 0.8)]
    [InlineData(Enums.ForeignTiffCompression.Jpeg, 64, 0.25)]
    [InlineData(Enums.ForeignTiffCompression.Jpeg, 4096, 0.1)]
    [InlineData(Enums.ForeignTiffCompression.Zstd, 1, 1)]
    [InlineData(Enums.ForeignTiffCompression.Zstd, 64, 1)]
    [InlineData(Enums.ForeignTiffCompression.Webp, 1, 1)]
    [InlineData(Enums.ForeignTiffCompression.Webp, 64, 1)]
    public void ReadRegion_BytesOfATileChanged_IsAnErrorThatNamesTheTile(Enums.ForeignTiffCompression compression, int length, double mostUnseen)
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, compression);
        var whole = File.ReadAllBytes(path);
        var before = Read(path);
        var (offset, size) = Tile(whole, 3);
        var random = new Random(length);
        int unseen = 0, rounds = 60;
        for (var i = 0; i < rounds; i++)
        {
            var bytes = (byte[])whole.Clone();
            random.NextBytes(bytes.AsSpan(offset + random.Next(size - length), length));
            File.WriteAllBytes(path, bytes);
            unseen += IsUnseen(path, before) ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{compression}, {length} bytes: {unseen} of {rounds} unseen");

        // Deflate has a checksum. A byte of LZW or JPEG may be another colour that makes as much sense; Zstandard without its optional checksum,
        // and WebP, hardly have a structure that could be broken. The limits say what was seen, so that it gets no worse.
        Assert.InRange(unseen, 0, mostUnseen * rounds);
    }

    [Theory]
    [InlineData(Enums.ForeignTiffCompression.Deflate)]
    [InlineData(Enums.ForeignTiffCompression.Lzw)]
    [InlineData(Enums.ForeignTiffCompression.Packbits)]
    [InlineData(Enums.ForeignTiffCompression.Zstd)]
    [InlineData(Enums.ForeignTiffCompression.Webp)]
    [InlineData(Enums.ForeignTiffCompression.Jpeg)]
    public void ReadRegion_TileZeroedOrCutShort_IsAnErrorAndItsNeighboursStay(Enums.ForeignTiffCompression compression)
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, compression);
        var whole = File.ReadAllBytes(path);
        var before = Read(path);
        var (offset, size) = Tile(whole, 3);
        foreach (var start in new[] { 0, size / 4, size / 2, size - 600 })
        {
            var bytes = (byte[])whole.Clone();
            bytes.AsSpan(offset + start, size - start).Clear();
            File.WriteAllBytes(path, bytes);
            Assert.False(IsUnseen(path, before), $"zeros from {start} of {size} on");
            using var slide = SlideFile.Open(path);
            for (var i = 0; i < 2; i++)
            {
                var error = Assert.Throws<SlideFormatException>(() => slide.ReadRegion(0, 300, 300, 8, 8, new byte[192]));
                Assert.Equal(new SlidePlace(0, 256, 256), error.Place);
                Assert.Contains(path, error.Message, StringComparison.Ordinal);
            }

            var neighbour = new byte[256 * 256 * 3];
            slide.ReadRegion(0, 0, 256, 256, 256, neighbour);
            Assert.Equal(before[(256 * Side * 3)..((256 * Side * 3) + (256 * 3))], neighbour[..(256 * 3)]);
        }
    }

    [Theory]
    [InlineData(Enums.ForeignTiffCompression.Jpeg)]
    [InlineData(Enums.ForeignTiffCompression.Lzw)]
    [InlineData(Enums.ForeignTiffCompression.Packbits)]
    [InlineData(Enums.ForeignTiffCompression.Zstd)]
    [InlineData(Enums.ForeignTiffCompression.Webp)]
    public void ReadRegion_AnyBytesOfAnyTile_IsReadOrIsAnErrorThatNamesTheTile(Enums.ForeignTiffCompression compression)
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, compression);
        var whole = File.ReadAllBytes(path);
        var random = new Random(9);
        for (var i = 0; i < 150; i++)
        {
            // Mostly the headers, where one byte leads a decoder furthest astray.
            var bytes = (byte[])whole.Clone();
            var (offset, size) = Tile(bytes, random.Next(4));
            for (var k = random.Next(1, 5); k > 0; k--)
            {
                bytes[offset + random.Next(random.Next(3) == 0 ? size : Math.Min(size, 700))] = (byte)random.Next(256);
            }

            File.WriteAllBytes(path, bytes);
            try
            {
                _ = Read(path);
            }
            catch (SlideFormatException error)
            {
                Assert.NotNull(error.Place);
            }
        }
    }

    [Fact]
    public void ReadRegion_ZstandardSlide_GivesWhatOpenSlideReads()
    {
        var source = HccRisk.Oracles.SharedData.TryPath("cases", "slides", "yb10kx5k.zstd.tiff");
        Assert.SkipWhen(source is null, HccRisk.Oracles.SharedData.MissingReason);
        using var slide = SlideFile.Open(source, new SlideOpenOptions { MicronsPerPixel = 0.5 });
        Assert.Equal(SlideReader.Vips, slide.Source.Reader);

        // OpenSlide 3.4.1 with libtiff 4.5.0 gives a mean of 102.029 on this level.
        Assert.Equal(102.029, slide.ReadThumbnail(16, TestContext.Current.CancellationToken).Rgb.Average(x => x), 0.0005);
    }

    [Fact]
    public void ReadRegion_TileWithoutBytes_WasNotScannedAndIsWhite()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, Enums.ForeignTiffCompression.Jpeg);
        var bytes = File.ReadAllBytes(path);
        var (entry, _) = Entry(bytes, 325);
        BitConverter.TryWriteBytes(bytes.AsSpan(BitConverter.ToInt32(bytes, entry + 8) + 12), 0);
        File.WriteAllBytes(path, bytes);
        using var slide = SlideFile.Open(path);
        var rgb = new byte[256 * 256 * 3];
        slide.ReadRegion(0, 256, 256, 256, 256, rgb);
        Assert.All(rgb, x => Assert.Equal(255, x));
    }

    [Fact]
    public void ReadRegion_DamagedTileFromManyThreads_IsAnErrorForEach()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, Enums.ForeignTiffCompression.Deflate);
        var bytes = File.ReadAllBytes(path);
        var (offset, size) = Tile(bytes, 3);
        bytes[offset + (size / 2)] ^= 0xFF;
        File.WriteAllBytes(path, bytes);
        using var slide = SlideFile.Open(path);
        var errors = 0;
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            try
            {
                slide.ReadRegion(0, 250, 250, 20, 20, new byte[1200]);
            }
            catch (SlideFormatException)
            {
                Interlocked.Increment(ref errors);
            }
        });
        Assert.Equal(64, errors);
    }

    [Fact]
    public void ReadRegion_PlanesAndAlpha_GiveWhatLibvipsReads()
    {
        using var folder = new TemporaryFolder();
        using var plain = Picture();
        var rgb = plain.WriteToMemory<byte>();
        var planar = folder["planar.tif"];
        using (var tiff = BitMiracle.LibTiff.Classic.Tiff.Open(planar, "w"))
        {
            foreach (var (tag, value) in new (BitMiracle.LibTiff.Classic.TiffTag, object)[]
            {
                (BitMiracle.LibTiff.Classic.TiffTag.IMAGEWIDTH, Side), (BitMiracle.LibTiff.Classic.TiffTag.IMAGELENGTH, Side), (BitMiracle.LibTiff.Classic.TiffTag.BITSPERSAMPLE, 8),
                (BitMiracle.LibTiff.Classic.TiffTag.SAMPLESPERPIXEL, 3), (BitMiracle.LibTiff.Classic.TiffTag.PHOTOMETRIC, BitMiracle.LibTiff.Classic.Photometric.RGB),
                (BitMiracle.LibTiff.Classic.TiffTag.PLANARCONFIG, BitMiracle.LibTiff.Classic.PlanarConfig.SEPARATE),
                (BitMiracle.LibTiff.Classic.TiffTag.COMPRESSION, BitMiracle.LibTiff.Classic.Compression.LZW), (BitMiracle.LibTiff.Classic.TiffTag.TILEWIDTH, 256), (BitMiracle.LibTiff.Classic.TiffTag.TILELENGTH, 256),
            })
            {
                tiff.SetField(tag, value);
            }

            for (var c = 0; c < 3; c++)
            {
                for (var t = 0; t < 4; t++)
                {
                    var tile = new byte[256 * 256];
                    for (var i = 0; i < tile.Length; i++)
                    {
                        tile[i] = rgb[((((((t / 2) * 256) + (i / 256)) * Side) + ((t % 2) * 256) + (i % 256)) * 3) + c];
                    }

                    tiff.WriteEncodedTile((c * 4) + t, tile, tile.Length);
                }
            }
        }

        Assert.Equal(rgb, Read(planar));

        // Half of the light through a white ground: (v + 255) / 2, rounded.
        var alpha = folder["alpha.tif"];
        using (var ground = Image.Black(Side, Side).Cast(Enums.BandFormat.Uchar) + 128)
        using (var four = plain.Bandjoin(ground.Cast(Enums.BandFormat.Uchar)))
        {
            four.Tiffsave(alpha, tile: true, compression: Enums.ForeignTiffCompression.Deflate);
        }

        var laid = Read(alpha);
        for (var i = 0; i < laid.Length; i++)
        {
            Assert.Equal(((rgb[i] * 128) + (255 * 127)) / 255.0, laid[i], 0.51);
        }
    }

    private static string Write(TemporaryFolder folder, Enums.ForeignTiffCompression compression)
    {
        var path = folder["tiles.tif"];
        using var image = Picture();
        if (compression == Enums.ForeignTiffCompression.Zstd)
        {
            image.Tiffsave(path, tile: true, tileWidth: 256, tileHeight: 256, xres: 2000, yres: 2000);
            File.WriteAllBytes(path, ToZstandard(File.ReadAllBytes(path)));
            return path;
        }

        image.Tiffsave(path, tile: true, tileWidth: 256, tileHeight: 256, compression: compression, q: 85, xres: 2000, yres: 2000, predictor: Enums.ForeignTiffPredictor.Horizontal);
        return path;
    }

    /// <summary>The tiles of an uncompressed TIFF compressed, at its end: libvips as it comes here does not write Zstandard.</summary>
    private static byte[] ToZstandard(byte[] file)
    {
        using var compressor = new ZstdSharp.Compressor(9);
        using var result = new MemoryStream();
        result.Write(file);
        for (var i = 0; i < 4; i++)
        {
            var (offset, size) = Tile(file, i);
            var tile = compressor.Wrap(file.AsSpan(offset, size)).ToArray();
            BitConverter.TryWriteBytes(file.AsSpan(BitConverter.ToInt32(file, Entry(file, 324).Place + 8) + (4 * i)), (int)result.Length);
            BitConverter.TryWriteBytes(file.AsSpan(BitConverter.ToInt32(file, Entry(file, 325).Place + 8) + (4 * i)), tile.Length);
            result.Write(tile);
        }

        BitConverter.TryWriteBytes(file.AsSpan(Entry(file, 259).Place + 8), (ushort)50000);
        result.Position = 0;
        result.Write(file);
        return result.ToArray();
    }

    /// <summary>Waves in each colour under a little noise: nothing a codec stores in a few bytes.</summary>
    private static Image Picture()
    {
        var random = new Random(6);
        var rgb = new byte[Side * Side * 3];
        for (var i = 0; i < rgb.Length; i++)
        {
            rgb[i] = (byte)(150 + (60 * Math.Sin((i / 3 % Side / 11.0) + (i % 3)) * Math.Cos(i / 3 / Side / 17.0)) + random.Next(12));
        }

        return Image.NewFromMemoryCopy<byte>(rgb, Side, Side, 3, Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
    }

    private static bool IsUnseen(string path, byte[] before)
    {
        try
        {
            return !Read(path).AsSpan().SequenceEqual(before);
        }
        catch (SlideFormatException error)
        {
            Assert.Equal(new SlidePlace(0, 256, 256), error.Place);
            return false;
        }
    }

    private static byte[] Read(string path)
    {
        using var slide = SlideFile.Open(path);
        var rgb = new byte[Side * Side * 3];
        slide.ReadRegion(0, 0, 0, Side, Side, rgb);
        return rgb;
    }

    /// <summary>Where a tile of a little-endian classic TIFF is stored.</summary>
    private static (int Offset, int Size) Tile(byte[] file, int index)
    {
        int At(int tag) => BitConverter.ToInt32(file, BitConverter.ToInt32(file, Entry(file, tag).Place + 8) + (4 * index));
        return (At(324), At(325));
    }

    private static (int Place, int Count) Entry(byte[] file, int tag)
    {
        var directory = BitConverter.ToInt32(file, 4);
        for (var i = 0; i < BitConverter.ToUInt16(file, directory); i++)
        {
            var entry = directory + 2 + (i * 12);
            if (BitConverter.ToUInt16(file, entry) == tag)
            {
                return (entry, BitConverter.ToInt32(file, entry + 4));
            }
        }

        throw new InvalidDataException($"no tag {tag}");
    }
}

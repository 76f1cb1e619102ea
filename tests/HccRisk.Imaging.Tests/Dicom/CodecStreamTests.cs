using System.Buffers.Binary;
using CsCheck;
using HccRisk.Imaging.Dicom.Codecs;
using NetVips;
using Xunit;

namespace HccRisk.Imaging.Tests.Dicom;

/// <summary>Our decoders on streams made here: all variants of the standard, and damaged ones.</summary>
public sealed class CodecStreamTests
{
    [Fact]
    public void DecodeLossless_EveryVariant_GivesTheSamples() =>
        Gen.Select(Gen.Int[2, 16], Gen.Int[1, 7], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Bool, Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9], Gen.Bool.Select(colour => colour ? 3 : 1)), Gen.Int)
            .Sample(
                (precision, predictor, pointTransform, restartRows, interleaved, extent, seed) =>
                {
                    pointTransform = Math.Min(pointTransform, precision - 1);
                    var shape = new FrameShape(extent.Item1, extent.Item2, extent.Item3, precision <= 8 ? 1 : 2);
                    var random = new Random(seed);
                    ushort[] samples = [.. Enumerable.Range(0, shape.Rows * shape.Columns * shape.Samples).Select(_ => (ushort)(random.Next(1 << precision) >> pointTransform << pointTransform))];

                    var stream = new LosslessEncoder(precision, predictor, pointTransform, restartRows, interleaved).Encode(samples, shape);
                    var target = new byte[shape.ByteCount];
                    JpegCodec.Decode(stream, shape, toRgb: false, target);

                    Assert.Equal(samples, Words(target, shape.BytesPerSample));
                },
                iter: 400,
                threads: 1);

    [Theory]
    [InlineData(1, 0, Enums.ForeignSubsample.Off)]
    [InlineData(1, 3, Enums.ForeignSubsample.Off)]
    [InlineData(3, 0, Enums.ForeignSubsample.Off)]
    [InlineData(3, 5, Enums.ForeignSubsample.Off)]
    [InlineData(3, 0, Enums.ForeignSubsample.On)]
    [InlineData(3, 7, Enums.ForeignSubsample.On)]
    public void DecodeBaseline_StreamOfLibjpeg_IsWhatLibjpegDecodes(int bands, int restartInterval, Enums.ForeignSubsample subsampling)
    {
        var pixels = Picture(61, 83, bands);
        using var image = Image.NewFromMemory(pixels, 83, 61, bands, Enums.BandFormat.Uchar).Copy(interpretation: bands == 1 ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb);
        var stream = image.JpegsaveBuffer(q: 85, subsampleMode: subsampling, restartInterval: restartInterval);
        using var reference = Image.JpegloadBuffer(stream);
        var expected = reference.WriteToMemory<byte>();

        var target = new byte[pixels.Length];
        JpegCodec.Decode(stream, new FrameShape(61, 83, bands, 1), toRgb: true, target);

        // Libjpeg's vector instructions round 4:2:0 chroma as its scalar code does: one level is left for other builds of it.
        Assert.All(target.Zip(expected), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
    }

    [Fact]
    public void DecodeRle_RunsLiteralsAndNoOperations_GiveTheBytes()
    {
        // Two segments for 16 bits: high bytes 1 1 1 7 8, low bytes 9 x 5 after a no-operation; padded to even lengths.
        var frame = RleFrame([[0xFE, 1, 0x01, 7, 8, 0], [0x80, 0xFC, 9, 0]]);
        var target = new byte[10];

        RleCodec.Decode(frame, new FrameShape(1, 5, 1, 2), target);

        Assert.Equal([0x109, 0x109, 0x109, 0x709, 0x809], Words(target, 2));
    }

    [Theory]
    [InlineData("segments")]
    [InlineData("offset")]
    [InlineData("overrun")]
    [InlineData("short")]
    [InlineData("table")]
    public void DecodeRle_Damaged_NamesTheByte(string damage)
    {
        var frame = damage switch
        {
            "segments" => RleFrame([[0xFC, 9]]),
            "overrun" => RleFrame([[0xFB, 9], [0xFC, 9]]),
            "short" => RleFrame([[0xFD, 9], [0xFC, 9]]),
            "table" => new byte[20],
            _ => RleFrame([[0xFC, 9], [0xFC, 9]]),
        };
        if (damage == "offset")
        {
            BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(8), uint.MaxValue);
        }

        var error = Assert.Throws<InvalidDataException>(() => RleCodec.Decode(frame, new FrameShape(1, 5, 1, 2), new byte[10]));

        Assert.Matches("byte|bytes", error.Message);
    }

    [Fact]
    public void Decode_CutAnywhere_IsAnInvalidDataException()
    {
        foreach (var (stream, shape) in Streams())
        {
            for (var length = 0; length < stream.Length - 4; length++)
            {
                var cut = stream[..length];
                Assert.Throws<InvalidDataException>(() => Decode(cut, shape));
            }
        }
    }

    [Fact]
    public void Decode_Mutated_DecodesOrIsAnInvalidDataException() => Fuzz(2_000);

    [Fact]
    [Trait("Category", "Long")]
    public void Decode_MutatedManyTimes_DecodesOrIsAnInvalidDataException() => Fuzz(50_000);

    private static void Fuzz(long iterations)
    {
        var streams = Streams();
        Gen.Select(Gen.Int[0, streams.Length - 1], Gen.Select(Gen.Int[0, 3], Gen.Int[0, 1 << 20], Gen.Byte).Array[1, 8]).Sample(
            (which, edits) =>
            {
                var (stream, shape) = streams[which];
                var bytes = stream.ToList();
                foreach (var (kind, place, value) in edits)
                {
                    var at = place % bytes.Count;
                    switch (kind)
                    {
                        case 0:
                            bytes[at] = value;
                            break;
                        case 1:
                            bytes[at] ^= (byte)(1 << (value & 7));
                            break;
                        case 2 when bytes.Count > 1:
                            bytes.RemoveAt(at);
                            break;
                        default:
                            bytes.Insert(at, value);
                            break;
                    }
                }

                try
                {
                    Decode([.. bytes], shape);
                }
                catch (InvalidDataException)
                {
                }
            },
            iter: iterations,
            threads: 1);
    }

    private static (byte[] Stream, FrameShape Shape)[] Streams()
    {
        var grey = Picture(17, 19, 1);
        var colour = Picture(17, 19, 3);
        using var greyImage = Image.NewFromMemory(grey, 19, 17, 1, Enums.BandFormat.Uchar);
        using var colourImage = Image.NewFromMemory(colour, 19, 17, 3, Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        var narrow = new FrameShape(17, 19, 1, 1);
        var wide = new FrameShape(17, 19, 1, 2);
        var rgb = new FrameShape(17, 19, 3, 1);
        ushort[] words = [.. grey.Select(v => (ushort)(v * 200))];
        return
        [
            (greyImage.JpegsaveBuffer(q: 90, restartInterval: 2), narrow),
            (colourImage.JpegsaveBuffer(q: 70, subsampleMode: Enums.ForeignSubsample.On), rgb),
            (new LosslessEncoder(16, 7, 0, 4, interleaved: true).Encode(words, wide), wide),
            (new LosslessEncoder(8, 4, 0, 0, interleaved: false).Encode([.. colour.Select(v => (ushort)v)], rgb), rgb),
            (RleFrame([[.. Literals(grey)], [.. Literals([.. grey.Reverse()])]]), wide),
        ];
    }

    private static void Decode(byte[] stream, FrameShape shape)
    {
        var target = new byte[shape.ByteCount];
        if (shape.BytesPerSample == 2 && (stream.Length == 0 || stream[0] != 0xFF))
        {
            RleCodec.Decode(stream, shape, target);
        }
        else
        {
            JpegCodec.Decode(stream, shape, toRgb: true, target);
        }
    }

    private static IEnumerable<byte> Literals(byte[] bytes) => bytes.Chunk(128).SelectMany(chunk => chunk.Prepend((byte)(chunk.Length - 1)));

    private static byte[] RleFrame(byte[][] segments)
    {
        var frame = new byte[64 + segments.Sum(s => s.Length)];
        BinaryPrimitives.WriteInt32LittleEndian(frame, segments.Length);
        var at = 64;
        for (var i = 0; i < segments.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(4 * (i + 1)), at);
            segments[i].CopyTo(frame, at);
            at += segments[i].Length;
        }

        return frame;
    }

    /// <summary>Smooth waves with a bright square: flat blocks, edges and clipping.</summary>
    private static byte[] Picture(int rows, int columns, int bands) =>
        [.. from y in Enumerable.Range(0, rows)
            from x in Enumerable.Range(0, columns)
            from c in Enumerable.Range(0, bands)
            select x is > 5 and < 12 && y is > 4 and < 11 ? (byte)(255 - (90 * c)) : (byte)(128 + (100 * Math.Sin((x + (c * 5)) / 4.0) * Math.Cos(y / 6.0)))];

    private static ushort[] Words(byte[] bytes, int size) =>
        [.. Enumerable.Range(0, bytes.Length / size).Select(i => size == 1 ? bytes[i] : BitConverter.ToUInt16(bytes, 2 * i))];
}

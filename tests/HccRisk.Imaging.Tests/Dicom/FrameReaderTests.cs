using HccRisk.Imaging.Dicom;
using HccRisk.Imaging.Dicom.Pixels;
using Xunit;

namespace HccRisk.Imaging.Tests.Dicom;

public sealed class FrameReaderTests
{
    private static readonly TransferSyntax Little = TransferSyntax.ExplicitVrLittleEndian;
    private static readonly TransferSyntax Big = TransferSyntax.ExplicitVrBigEndian;

    public static TheoryData<int, int, bool, int[]> Layouts => new()
    {
        { 8, 8, false, [0, 1, 200, 255, 7, 8] },
        { 8, 8, true, [0, -1, -128, 127, 7, 8] },
        { 8, 5, true, [0, -1, -16, 15, 7, 8] },
        { 16, 16, false, [0, 1, 65535, 40000, 7, 8] },
        { 16, 16, true, [0, -1, -32768, 32767, 7, 8] },
        { 16, 12, false, [0, 1, 4095, 4000, 7, 8] },
        { 16, 12, true, [0, -1, -2048, 2047, 7, 8] },
        { 32, 32, true, [0, -1, int.MinValue, int.MaxValue, 7, 8] },
        { 32, 20, false, [0, 1, (1 << 20) - 1, 40000, 7, 8] },
    };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void ReadStored_EveryLayout_GivesTheNumbers(int allocated, int stored, bool negative, int[] values)
    {
        foreach (var syntax in new[] { Little, Big })
        {
            // Bits that are not stored hold rubbish.
            var rubbish = stored == allocated ? 0 : unchecked((int)(0x55555555 & ~((1L << stored) - 1)));
            var mask = stored == 32 ? -1 : (1 << stored) - 1;
            byte[] bytes = [.. values.SelectMany(value => BitConverter.GetBytes((value & mask) | rubbish)[..(allocated / 8)])];
            var words = new double[bytes.Length / 2];
            for (var i = 0; i < words.Length; i++)
            {
                words[i] = BitConverter.ToUInt16(bytes, 2 * i);
            }

            var reader = new FrameReader(new DicomBytes(syntax).Image(3, 2, allocated, stored, negative).Numbers(DicomTags.PixelData, DicomVr.OW, words).Read());
            var read = new int[6];
            reader.ReadStored(0, read);

            Assert.Equal(values, read);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadStored_SingleBits_FramesFollowWithoutAGap(bool big)
    {
        // Three frames of 3 x 5 bits; the first pixel is the lowest bit of the first byte.
        var random = new Random(3);
        var bits = Enumerable.Range(0, 45).Select(_ => random.Next(2)).ToArray();
        var packed = new byte[6];
        for (var i = 0; i < bits.Length; i++)
        {
            packed[i / 8] |= (byte)(bits[i] << (i % 8));
        }

        var image = new DicomBytes(big ? Big : Little).Image(3, 5, 1, frames: 3);
        var file = big
            ? image.Numbers(DicomTags.PixelData, DicomVr.OW, packed[0] | (packed[1] << 8), packed[2] | (packed[3] << 8), packed[4] | (packed[5] << 8)).Read()
            : image.Add(DicomTags.PixelData, DicomVr.OB, packed).Read();
        var reader = new FrameReader(file);
        for (var frame = 0; frame < 3; frame++)
        {
            var read = new int[15];
            reader.ReadStored(frame, read);
            Assert.Equal(bits[(15 * frame)..(15 * (frame + 1))], read);
        }
    }

    [Fact]
    public void ReadStored_OddFramesOfBytesInBigEndianWords_AreReadAcrossTheWords()
    {
        var reader = new FrameReader(new DicomBytes(Big).Image(1, 3, 8, frames: 2).Numbers(DicomTags.PixelData, DicomVr.OW, 0x0201, 0x0403, 0x0605).Read());
        var second = new int[3];
        reader.ReadStored(1, second);

        Assert.Equal([4, 5, 6], second);
    }

    [Fact]
    public void ReadValues_SlopeAndIntercept_OfTheFrameBeforeTheSharedOnes()
    {
        var file = new DicomBytes(Little).Image(1, 2, signed: true, frames: 2)
            .Add(DicomTags.RescaleIntercept, "100", DicomVr.DS)
            .Add(DicomTags.RescaleSlope, "1", DicomVr.DS)
            .Sequence(DicomTags.SharedFunctionalGroupsSequence, Scaled("0.5", "-3"))
            .Sequence(DicomTags.PerFrameFunctionalGroupsSequence, item => { }, Scaled("4", "1"))
            .Numbers(DicomTags.PixelData, DicomVr.OW, 2, 65535, 2, 65535)
            .Read();

        Assert.Equal([-2f, -3.5f], Values(file, 0));
        Assert.Equal([9f, -3f], Values(file, 1));
    }

    [Fact]
    public void ReadValues_ModalityTable_ClampsBeyondItsEnds()
    {
        var file = new DicomBytes(Little).Image(1, 4, signed: true)
            .Sequence(DicomTags.ModalityLutSequence, item => item
                .Numbers(DicomTags.LutDescriptor, DicomVr.SS, 3, -1, 16)
                .Numbers(DicomTags.LutData, DicomVr.US, 10, 20, 40000))
            .Numbers(DicomTags.PixelData, DicomVr.OW, unchecked((ushort)-5), unchecked((ushort)-1), 0, 9)
            .Read();

        Assert.Equal([10f, 10f, 20f, 40000f], Values(file, 0));
    }

    [Fact]
    public void ReadValues_NoTransform_IsTheStoredNumber() =>
        Assert.Equal([3f, 60000f], Values(new DicomBytes(Little).Image(1, 2).Numbers(DicomTags.PixelData, DicomVr.OW, 3, 60000).Read(), 0));

    /// <summary>As GDCM has it: the samples' own type, the smallest for all that whole slopes and intercepts may give, else 64-bit floats.</summary>
    [Theory]
    [InlineData(false, null, null, VoxelType.UInt16)]
    [InlineData(true, null, null, VoxelType.Int16)]
    [InlineData(false, "1", "0", VoxelType.UInt16)]
    [InlineData(true, "1", "-1024", VoxelType.Int32)] // -33792 to 31743
    [InlineData(false, "1", "-1024", VoxelType.Int32)] // -1024 to 64511
    [InlineData(false, "2", "0", VoxelType.UInt32)]
    [InlineData(false, "1.0", "-1024.5", VoxelType.Float64)]
    [InlineData(true, "0.5", "0", VoxelType.Float64)]
    public void ReadTyped_SlopeAndIntercept_DecideTheType(bool isSigned, string? slope, string? intercept, VoxelType expected)
    {
        var image = new DicomBytes(Little).Image(1, 2, signed: isSigned);
        if (slope is not null && intercept is not null)
        {
            image = image.Add(DicomTags.RescaleIntercept, intercept, DicomVr.DS).Add(DicomTags.RescaleSlope, slope, DicomVr.DS);
        }

        Assert.Equal(expected, new FrameReader(image.Numbers(DicomTags.PixelData, DicomVr.OW, 3, 6).Read()).ReadTyped(0, new float[2]));
    }

    [Fact]
    public void ReadValues_SlopeZero_IsAnError() =>
        Assert.Throws<DicomFormatException>(() => Values(
            new DicomBytes(Little).Image(1, 2).Add(DicomTags.RescaleSlope, "0", DicomVr.DS).Numbers(DicomTags.PixelData, DicomVr.OW, 3, 6).Read(), 0));

    [Fact]
    public void ReadValues_FloatPixelData_AreTheirNumbers()
    {
        foreach (var syntax in new[] { Little, Big })
        {
            var file = new DicomBytes(syntax).Image(1, 2, 32).Numbers(DicomTags.FloatPixelData, DicomVr.OF, 1.5, -1e30).Read();

            Assert.Equal([1.5f, -1e30f], Values(file, 0));
        }
    }

    [Fact]
    public void ReadSamples_ColourPlanes_ArePutTogether()
    {
        var reader = new FrameReader(new DicomBytes(Little).Image(1, 2, 8, samples: 3, photometric: "RGB", planar: 1).Add(DicomTags.PixelData, DicomVr.OB, [1, 2, 3, 4, 5, 6]).Read());
        var samples = new byte[6];
        reader.ReadSamples(0, samples);

        Assert.Equal([1, 3, 5, 2, 4, 6], samples);
    }

    [Fact]
    public void ReadSamples_SubsampledChroma_BelongsToTwoPixels()
    {
        var reader = new FrameReader(new DicomBytes(Little).Image(1, 4, 8, samples: 3, photometric: "YBR_FULL_422").Add(DicomTags.PixelData, DicomVr.OB, [1, 2, 90, 91, 3, 4, 92, 93]).Read());
        var samples = new byte[12];
        reader.ReadSamples(0, samples);

        Assert.Equal([1, 90, 91, 2, 90, 91, 3, 92, 93, 4, 92, 93], samples);
    }

    [Fact]
    public void ReadFrame_Fragments_AreDividedByTableOrContent()
    {
        byte[][] fragments = [[0xFF, 0xD8, 1, 2], [3, 4], [0xFF, 0xD8, 5, 6], [7, 8, 9, 10], [11, 12]];
        // The third fragment begins 4 + 8 + 2 + 8 bytes after the first.
        foreach (var table in new byte[][] { [], [0, 0, 0, 0, 22, 0, 0, 0] })
        {
            var data = DicomPixelData.Of(Encapsulated(2, [table, .. fragments]));

            Assert.Equal([.. fragments[0], .. fragments[1]], Frame(data, 0));
            Assert.Equal([.. fragments[2], .. fragments[3], .. fragments[4]], Frame(data, 1));
        }

        Assert.Equal(fragments[3], Frame(DicomPixelData.Of(Encapsulated(5, [[], .. fragments])), 3));
        Assert.Equal(16, DicomPixelData.Of(Encapsulated(1, [[], .. fragments])).GetFrameLength(0));
        Assert.Throws<DicomFormatException>(() => DicomPixelData.Of(Encapsulated(3, [[], .. fragments])));
        Assert.Throws<DicomFormatException>(() => DicomPixelData.Of(Encapsulated(6, [[], .. fragments])));
        Assert.Throws<DicomFormatException>(() => DicomPixelData.Of(Encapsulated(2, [[0, 0, 0, 0, 23, 0, 0, 0], .. fragments])));
        Assert.Throws<DicomFormatException>(() => DicomPixelData.Of(Encapsulated(1, [[]])));
    }

    [Fact]
    public void ReadFrame_ExtendedOffsetTable_DividesTheFragments()
    {
        byte[][] fragments = [[1, 2, 3, 4], [5, 6], [7, 8]];
        var file = new DicomBytes(TransferSyntax.RleLossless).Image(1, 2, frames: 2)
            .Numbers(DicomTags.ExtendedOffsetTable, DicomVr.OV, 0, 22)
            .Fragments(DicomTags.PixelData, [[], .. fragments]).Read();

        Assert.Equal([7, 8], Frame(DicomPixelData.Of(file), 1));
    }

    [Fact]
    public void FrameReader_NoDecoder_NamesTheSyntaxAndTheRemedy()
    {
        var file = new DicomBytes(TransferSyntax.FromUid("1.2.3.4.5")).Image(1, 2).Fragments(DicomTags.PixelData, [], [1, 2]).Read();

        var error = Assert.Throws<DicomFormatException>(() => new FrameReader(file));

        Assert.Contains("1.2.3.4.5", error.Message);
    }

    [Fact]
    public void FrameReader_ArgumentsOutOfRange_AreNamed()
    {
        var reader = new FrameReader(new DicomBytes(Little).Image(1, 2).Numbers(DicomTags.PixelData, DicomVr.OW, 3, 6).Read());

        Assert.Throws<ArgumentOutOfRangeException>(() => reader.ReadValues(1, new float[2]));
        Assert.Throws<ArgumentException>(() => reader.ReadValues(0, new float[1]));
        Assert.Throws<ArgumentException>(() => reader.ReadSamples(0, new byte[3]));
    }

    private static Action<DicomBytes> Scaled(string slope, string intercept) => item => item.Sequence(
        DicomTags.PixelValueTransformationSequence,
        value => value.Add(DicomTags.RescaleIntercept, intercept, DicomVr.DS).Add(DicomTags.RescaleSlope, slope, DicomVr.DS));

    private static DicomFile Encapsulated(int frames, byte[][] fragments) =>
        new DicomBytes(TransferSyntax.JpegBaseline).Image(1, 2, 8, frames: frames).Fragments(DicomTags.PixelData, fragments).Read();

    private static byte[] Frame(DicomPixelData data, int frame)
    {
        var bytes = new byte[data.GetFrameLength(frame)];
        data.ReadFrame(frame, bytes);
        return bytes;
    }

    private static float[] Values(DicomFile file, int frame)
    {
        var reader = new FrameReader(file);
        var values = new float[reader.Layout.SampleCount];
        reader.ReadValues(frame, values);
        return values;
    }
}

using System.Buffers.Binary;
using CsCheck;
using HccRisk.Imaging.Dicom;
using HccRisk.Imaging.Dicom.Codecs;
using HccRisk.Imaging.Dicom.Pixels;
using Xunit;

namespace HccRisk.Imaging.Tests.Dicom;

/// <summary>Damaged and hostile files: a named error, quickly, in bounded memory.</summary>
public sealed class BadDicomTests
{
    private static readonly TransferSyntax Rle = TransferSyntax.RleLossless;

    private static byte[][] Seeds =>
    [
        .. from syntax in new[]
            {
                TransferSyntax.ImplicitVrLittleEndian, TransferSyntax.ExplicitVrLittleEndian,
                TransferSyntax.ExplicitVrBigEndian, TransferSyntax.DeflatedExplicitVrLittleEndian,
            }
           from undefined in new[] { false, true }
           select WithPixels(syntax, undefined),
        DicomFileTests.Everything(TransferSyntax.ExplicitVrLittleEndian, true).Body,
        DicomFileTests.Everything(TransferSyntax.ImplicitVrLittleEndian, false).Body,
        new DicomBytes(Rle).Add(DicomTags.SopInstanceUid, "1.2", DicomVr.UI).Image(2, 2, frames: 2).Fragments(DicomTags.PixelData, [0, 0, 0, 0, 16, 0, 0, 0], [1, 2, 3, 4, 5, 6, 7, 8], [9, 9]).File,
    ];

    [Fact]
    public void Read_TruncatedAtEveryByte_ReadsOrNamesTheFault()
    {
        foreach (var seed in Seeds)
        {
            for (var length = 0; length < seed.Length; length++)
            {
                Exercise(seed[..length]);
            }
        }
    }

    [Fact]
    public void Read_FewMutations_ReadsOrNamesTheFault() => Mutate(2_000);

    [Fact]
    [Trait("Category", "Long")]
    public void Read_ManyMutations_ReadsOrNamesTheFault() => Mutate(150_000);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_ValueLongerThanTheFile_NamesTagAndOffset(bool fromStream)
    {
        var good = new DicomBytes(TransferSyntax.ExplicitVrLittleEndian).Add(DicomTags.SopInstanceUid, "1.2.3.4", DicomVr.UI);
        var offset = good.File.Length;
        var bytes = good.Raw(0xE0, 0x7F, 0x10, 0, (byte)'O', (byte)'W', 0, 0, 0xFE, 0xFF, 0xFF, 0x7F, 1, 2, 3, 4).File;
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, bytes);
            var error = Assert.Throws<DicomFormatException>(() => fromStream ? DicomFile.Read(new MemoryStream(bytes), path) : DicomFile.Read(path));

            Assert.Equal((path, DicomTags.PixelData, offset), (error.FilePath, error.Tag, error.Offset));
            Assert.Contains("2147483646", error.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Read_ItemLongerThanItsSequence_IsAnError()
    {
        var bytes = new DicomBytes(TransferSyntax.ExplicitVrLittleEndian)
            .Sequence(DicomTags.SegmentSequence, item => item.Add(DicomTags.SegmentLabel, "abcd", DicomVr.LO)).File;
        // The length of the item, after the sequence's header of 12 bytes and the item's tag.
        bytes[^16] += 2;

        var error = Assert.Throws<DicomFormatException>(() => DicomFile.Read(new MemoryStream([.. bytes, 0, 0, 0, 0])));

        Assert.Contains("what holds it ends", error.Message);
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    [InlineData(100_000, false)]
    public void Read_SequencesInsideOneAnother_UpToTheDepthAllowed(int depth, bool allowed)
    {
        // Open and never closed: a fault even when the depth is allowed.
        var open = new byte[] { 0x62, 0, 2, 0, (byte)'S', (byte)'Q', 0, 0, 255, 255, 255, 255, 0xFE, 0xFF, 0, 0xE0, 255, 255, 255, 255 };
        var close = new byte[] { 0xFE, 0xFF, 0x0D, 0xE0, 0, 0, 0, 0, 0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0 };
        var bytes = new DicomBytes(TransferSyntax.ExplicitVrLittleEndian).Add(DicomTags.SopInstanceUid, "1.2", DicomVr.UI).Raw(
            [.. Enumerable.Repeat(open, depth).SelectMany(b => b), .. Enumerable.Repeat(close, depth).SelectMany(b => b)]).File;

        if (allowed)
        {
            Assert.True(DicomFile.Read(new MemoryStream(bytes)).Dataset.Contains(DicomTags.SegmentSequence));
        }
        else
        {
            Assert.Contains("64 sequences", Assert.Throws<DicomFormatException>(() => DicomFile.Read(new MemoryStream(bytes))).Message);
        }
    }

    [Fact]
    public void Read_DeflateBomb_StopsAtTheBound()
    {
        var bomb = Header(TransferSyntax.DeflatedExplicitVrLittleEndian, DicomBytes.Deflate(
            new DicomBytes(TransferSyntax.ExplicitVrLittleEndian).Add(DicomTags.SopInstanceUid, "1.2", DicomVr.UI)
                .Add(DicomTags.PixelData, DicomVr.OB, new byte[80 << 20]).Body));

        var bytes = Assert.Throws<DicomFormatException>(() => DicomFile.Read(new MemoryStream(bomb), options: new DicomReadOptions { MaxInflatedBytes = 1 << 20 }));
        Assert.Contains("1048576", bytes.Message);

        var ratio = Assert.Throws<DicomFormatException>(() => DicomFile.Read(new MemoryStream(bomb)));
        Assert.Contains("250 times", ratio.Message);

        Assert.Equal("1.2", DicomFile.Read(new MemoryStream(bomb), options: DicomReadOptions.HeaderOnly).Dataset.GetString(DicomTags.SopInstanceUid));
        Assert.Equal(80 << 20, DicomFile.Read(new MemoryStream(bomb), options: new DicomReadOptions { MaxInflationRatio = 2000 }).Dataset.GetBytes(DicomTags.PixelData).Length);
    }

    [Fact]
    public void Read_DamagedDeflate_IsAFormatError() =>
        Assert.IsType<InvalidDataException>(Assert.Throws<DicomFormatException>(
            () => DicomFile.Read(new MemoryStream(Header(TransferSyntax.DeflatedExplicitVrLittleEndian, [0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3])))).InnerException);

    [Fact]
    public void Read_MoreElementsThanAllowed_IsAnError() =>
        Assert.Contains("10 elements", Assert.Throws<DicomFormatException>(() =>
            DicomFileTests.Everything(TransferSyntax.ExplicitVrLittleEndian, false).Read(new DicomReadOptions { MaxElements = 10 })).Message);

    [Fact]
    public void Frames_GiganticImage_IsRefusedBeforeAnythingIsAllocated()
    {
        var native = new DicomBytes(TransferSyntax.ExplicitVrLittleEndian).Image(65535, 65535).Numbers(DicomTags.PixelData, DicomVr.OW, 1).Read();
        Assert.Throws<DicomFormatException>(() => new FrameReader(native));

        var many = new DicomBytes(TransferSyntax.ExplicitVrLittleEndian).Image(2, 2, frames: int.MaxValue).Numbers(DicomTags.PixelData, DicomVr.OW, 1).Read();
        Assert.Contains("17179869176", Assert.Throws<DicomFormatException>(() => new FrameReader(many)).Message);

        var compressed = new DicomBytes(Rle).Image(20000, 20000, 8).Fragments(DicomTags.PixelData, [], [1, 2]).Read();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<DicomFormatException>(() => new FrameReader(compressed, new Blank()).ReadSamples(0, new byte[400_000_000]));
        Assert.Contains("not believed", error.Message);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 450_000_000);
    }

    [Theory]
    [InlineData(DicomVr.OB)]
    [InlineData(DicomVr.LO)]
    [InlineData(DicomVr.AT)]
    public void GetInt32_WrongRepresentation_NamesTheTag(DicomVr vr)
    {
        var dataset = new DicomBytes(TransferSyntax.ExplicitVrLittleEndian).Add(DicomTags.Rows, vr, [1, 2, 3, 4]).Read().Dataset;

        var error = Assert.Throws<DicomFormatException>(() => dataset.GetInt32(DicomTags.Rows));

        Assert.Equal(DicomTags.Rows, error.Tag);
        Assert.Contains($"is {vr}", error.Message);
    }

    [Fact]
    public void Getters_MissingOrMalformedValues_AreNamed()
    {
        var dataset = new DicomBytes(TransferSyntax.ExplicitVrLittleEndian)
            .Add(DicomTags.StudyDate, "20230229", DicomVr.DA)
            .Add(DicomTags.StudyTime, "256161", DicomVr.TM)
            .Add(DicomTags.SliceThickness, "1,5", DicomVr.DS)
            .Add(DicomTags.EchoTime, "NaN", DicomVr.DS)
            .Add(DicomTags.InstanceNumber, "1.5", DicomVr.IS)
            .Add(DicomTags.Rows, DicomVr.US, [1, 2, 3, 4, 5, 6])
            .Add(DicomTags.TemporalPositionTimeOffset, DicomVr.FD, [1, 2, 3, 4, 5, 6])
            .Read().Dataset;

        Assert.Throws<DicomFormatException>(() => dataset.FindDate(DicomTags.StudyDate));
        Assert.Throws<DicomFormatException>(() => dataset.FindTime(DicomTags.StudyTime));
        Assert.Contains("'1,5'", Assert.Throws<DicomFormatException>(() => dataset.GetDouble(DicomTags.SliceThickness)).Message);
        Assert.Throws<DicomFormatException>(() => dataset.GetDouble(DicomTags.EchoTime));
        Assert.Throws<DicomFormatException>(() => dataset.GetInt32(DicomTags.InstanceNumber));
        Assert.Equal([0x0201, 0x0403, 0x0605], dataset.GetInt32s(DicomTags.Rows));
        Assert.Throws<DicomFormatException>(() => dataset.GetDoubles(DicomTags.TemporalPositionTimeOffset));
        Assert.Throws<DicomFormatException>(() => dataset.GetString(DicomTags.Rows));
        Assert.Throws<DicomFormatException>(() => dataset.GetSequence(DicomTags.Rows));
        Assert.Contains("PixelSpacing: is missing", Assert.Throws<DicomFormatException>(() => dataset.GetDouble(DicomTags.PixelSpacing)).Message);
    }

    private static byte[] WithPixels(TransferSyntax syntax, bool undefined) =>
        new DicomBytes(syntax, undefined)
            .Add(DicomTags.SopInstanceUid, "1.2.3", DicomVr.UI)
            .Sequence(DicomTags.ReferencedSeriesSequence, item => item.Add(DicomTags.SeriesInstanceUid, "1.2.3", DicomVr.UI), item => { })
            .Add(DicomTags.PatientName, "A^B", DicomVr.PN)
            .Image(2, 3, stored: 12, signed: true, frames: 2)
            .Add(DicomTags.RescaleSlope, "2.5", DicomVr.DS)
            .Sequence(DicomTags.ModalityLutSequence, item => item.Numbers(DicomTags.LutDescriptor, DicomVr.US, 2, 0, 16).Numbers(DicomTags.LutData, DicomVr.US, 7, 9))
            .Numbers(DicomTags.PixelData, DicomVr.OW, [.. Enumerable.Range(0, 12).Select(i => (double)i)])
            .File;

    // Reads the file and every value in it; whatever is wrong with it must be said by a DicomFormatException.
    private static void Exercise(byte[] bytes)
    {
        try
        {
            var file = DicomFile.Read(new MemoryStream(bytes), options: new DicomReadOptions { MaxInflatedBytes = 1 << 20 });
            Visit(file.Meta);
            Visit(file.Dataset);
            var reader = new FrameReader(file, file.TransferSyntax.IsEncapsulated ? new Blank() : null);
            if (reader.Layout.SampleCount < 1 << 20)
            {
                var values = new float[reader.Layout.SampleCount];
                for (var frame = 0; frame < Math.Min(3, reader.FrameCount); frame++)
                {
                    reader.ReadValues(frame, values);
                }
            }
        }
        catch (DicomFormatException)
        {
        }
    }

    private static void Visit(DicomDataset dataset)
    {
        foreach (var element in dataset)
        {
            foreach (var read in new Action<DicomTag>[]
            {
                tag => dataset.GetStrings(tag), tag => dataset.GetDoubles(tag), tag => dataset.GetInt32s(tag), tag => dataset.FindDate(tag),
                tag => dataset.FindTime(tag), tag => dataset.GetTags(tag), tag => dataset.GetBytes(tag), tag => dataset.FindDouble(tag),
            })
            {
                // A getter that fits the representation should be tried with the mutated value; the others only cost time.
                if (element.Length < 1000)
                {
                    try
                    {
                        read(element.Tag);
                    }
                    catch (DicomFormatException)
                    {
                    }
                }
            }

            if (element.Vr == DicomVr.SQ)
            {
                foreach (var item in dataset.GetSequence(element.Tag))
                {
                    Visit(item);
                }
            }
        }
    }

    private static void Mutate(long cases)
    {
        var seeds = Seeds;
        var change = Gen.Select(Gen.Int[0, 6], Gen.Int[0, int.MaxValue - 1], Gen.UInt);
        Gen.Select(Gen.Int[0, seeds.Length - 1], change.List[1, 4]).Sample(
            (seed, changes) =>
            {
                var bytes = seeds[seed].ToList();
                foreach (var (kind, at, value) in changes)
                {
                    Change(bytes, kind, at, value);
                }

                Exercise([.. bytes]);
            },
            iter: cases);
    }

    private static void Change(List<byte> bytes, int kind, int at, uint value)
    {
        // Mutations of the preamble find nothing: most should hit what follows.
        var from = bytes.Count > 140 && value % 8 != 0 ? 132 : 0;
        var i = from + (at % Math.Max(1, bytes.Count - from - 4));
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(word, kind == 1 ? value % 64 : value);
        switch (kind)
        {
            case 0 when i < bytes.Count:
                bytes[i] = (byte)value;
                break;
            case 1 or 2 when i + 4 <= bytes.Count:
                word.CopyTo(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes)[i..]);
                break;
            case 3 when i + 4 <= bytes.Count:
                System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes).Slice(i, 4).Fill(0xFF);
                break;
            case 4 when i < bytes.Count:
                bytes.RemoveRange(i, Math.Min((int)(value % 16), bytes.Count - i));
                break;
            case 5 when i < bytes.Count:
                bytes.InsertRange(i, bytes.GetRange(i, Math.Min((int)(value % 32), bytes.Count - i)));
                break;
            case 6 when i < bytes.Count:
                bytes[i] ^= (byte)(1 << (int)(value % 8));
                break;
        }
    }

    private static byte[] Header(TransferSyntax syntax, byte[] body) => [.. new DicomBytes(syntax).File[..^EmptyDeflated(syntax)], .. body];

    private static int EmptyDeflated(TransferSyntax syntax) => syntax.IsDeflated ? DicomBytes.Deflate([]).Length : 0;

    /// <summary>A decoder that reads nothing.</summary>
    private sealed class Blank : IPixelDecoder
    {
        public bool Supports(TransferSyntax syntax) => true;

        public void Decode(ReadOnlySpan<byte> frame, in PixelLayout layout, Span<byte> destination) => destination.Clear();
    }
}

using HccRisk.Imaging.Dicom;
using HccRisk.Imaging.Dicom.Parsing;
using HccRisk.Imaging.Tests.Files;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Imaging.Tests.Dicom;

public sealed class DicomFileTests : IDisposable
{
    private static readonly DicomTag Creator = new(0x0029, 0x0010);
    private static readonly DicomTag PrivateNumber = new(0x0029, 0x1001);
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, bool> Encodings => new(
        from syntax in Syntaxes
        from undefined in new[] { false, true }
        select (syntax.Uid, undefined));

    private static TransferSyntax[] Syntaxes =>
    [
        TransferSyntax.ImplicitVrLittleEndian, TransferSyntax.ExplicitVrLittleEndian,
        TransferSyntax.ExplicitVrBigEndian, TransferSyntax.DeflatedExplicitVrLittleEndian,
    ];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Read_EveryEncoding_GivesTheSameValues(string uid, bool undefined)
    {
        var file = Everything(TransferSyntax.FromUid(uid), undefined).Read();
        var d = file.Dataset;

        Assert.Equal(uid, file.TransferSyntax.Uid);
        Assert.Equal(uid, file.Meta.GetString(DicomTags.TransferSyntaxUid));
        Assert.Equal(["ORIGINAL", "PRIMARY"], d.GetStrings(DicomTags.ImageType));
        Assert.Equal("1.2.3.4", d.GetString(DicomTags.SopInstanceUid));
        Assert.Equal(new DateOnly(2024, 2, 29), d.FindDate(DicomTags.StudyDate));
        Assert.Equal(new TimeOnly(13, 5, 7, 250), d.FindTime(DicomTags.StudyTime));
        Assert.Equal([0.5, -1.25e-3], d.GetDoubles(DicomTags.PixelSpacing));
        Assert.Equal(-7, d.GetInt32(DicomTags.InstanceNumber));
        Assert.Equal(65535, d.GetInt32(DicomTags.Rows));
        Assert.Equal(-5, d.GetInt32(DicomTags.PixelPaddingValue));
        Assert.Equal(12.125, d.GetDouble(DicomTags.TemporalPositionTimeOffset));
        Assert.Equal([DicomTags.StackId, DicomTags.InStackPositionNumber], d.GetTags(DicomTags.FrameIncrementPointer));
        Assert.Null(d.FindString(DicomTags.SeriesDescription));
        Assert.True(d.Contains(DicomTags.SeriesDescription));
        Assert.Equal("HCC", d.GetString(Creator));
        Assert.Equal([4, 3, 2, 1], d.GetBytes(PrivateNumber).ToArray());

        var outer = d.GetSequence(DicomTags.SegmentSequence);
        Assert.Equal(2, outer.Count);
        Assert.Equal("tumour", outer[0].GetString(DicomTags.SegmentLabel));
        Assert.Equal("49755003", outer[0].GetSequence(DicomTags.SegmentedPropertyTypeCodeSequence).Single().GetString(DicomTags.CodeValue));
        Assert.Empty(outer[1]);
        Assert.Empty(d.GetSequence(DicomTags.ReferencedSeriesSequence));
        Assert.Equal([1, 0x1234], d.GetDoubles(DicomTags.PixelData));
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Read_HeaderOnly_EndsBeforeThePixelData(string uid, bool undefined)
    {
        var file = Everything(TransferSyntax.FromUid(uid), undefined).Read(DicomReadOptions.HeaderOnly);

        Assert.False(file.Dataset.Contains(DicomTags.PixelData));
        Assert.Equal(2, file.Dataset.GetSequence(DicomTags.SegmentSequence).Count);
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Read_WithoutPreambleOrMeta_GuessesTheEncoding(string uid, bool undefined)
    {
        var syntax = TransferSyntax.FromUid(uid);
        var bytes = Everything(syntax, undefined);

        Assert.Equal("1.2.3.4", Read(bytes.File[128..]).Dataset.GetString(DicomTags.SopInstanceUid));
        Assert.Equal("1.2.3.4", Read(bytes.File[132..]).Dataset.GetString(DicomTags.SopInstanceUid));
        if (!syntax.IsDeflated)
        {
            var bare = Read(bytes.Body);
            Assert.Equal(syntax, bare.TransferSyntax);
            Assert.Empty(bare.Meta);
            Assert.Equal("1.2.3.4", bare.Dataset.GetString(DicomTags.SopInstanceUid));
        }
    }

    [Fact]
    public void Read_MetaThatNamesTheWrongEncoding_IsCorrectedByTheData()
    {
        foreach (var declared in Syntaxes[..3])
        {
            foreach (var real in Syntaxes[..3])
            {
                var head = new DicomBytes(declared).File;
                var file = Read([.. head, .. Everything(real, false).Body]);

                Assert.Equal(declared.Uid, file.Meta.GetString(DicomTags.TransferSyntaxUid));
                Assert.Equal((real.IsImplicitVr, real.IsBigEndian), (file.TransferSyntax.IsImplicitVr, file.TransferSyntax.IsBigEndian));
                Assert.Equal(65535, file.Dataset.GetInt32(DicomTags.Rows));
            }
        }
    }

    [Fact]
    public void Read_UnknownSequences_AreImplicitInside()
    {
        foreach (var undefined in new[] { false, true })
        {
            // Without a length any unknown element is a sequence; with one, those the dictionary knows.
            var tag = undefined ? new DicomTag(0x0029, 0x1010) : DicomTags.SegmentSequence;
            foreach (var syntax in Syntaxes[1..3])
            {
                var file = Start(syntax, undefined)
                    .Sequence(tag, DicomVr.UN, item => item.Numbers(DicomTags.SegmentNumber, DicomVr.US, 3))
                    .Numbers(new DicomTag(0x7FE1, 0x0001), DicomVr.US, 9)
                    .Read();

                Assert.Equal(3, file.Dataset.GetSequence(tag).Single().GetInt32(DicomTags.SegmentNumber));
                Assert.Equal(9, file.Dataset.GetInt32(new DicomTag(0x7FE1, 0x0001)));
            }
        }
    }

    [Fact]
    public void Read_UnknownRepresentation_UsesTheDictionary()
    {
        var file = Start(TransferSyntax.ExplicitVrLittleEndian).Add(DicomTags.Rows, DicomVr.UN, [2, 1]).Read();

        Assert.Equal(0x0102, file.Dataset.GetInt32(DicomTags.Rows));
    }

    [Fact]
    public void Read_ElementWithoutRepresentationInExplicitFile_IsReadAsImplicit()
    {
        var file = Start(TransferSyntax.ExplicitVrLittleEndian)
            .Raw(0x28, 0, 0x10, 0, 2, 0, 0, 0, 5, 0)
            .Numbers(DicomTags.Columns, DicomVr.US, 6)
            .Read();

        Assert.Equal((5, 6), (file.Dataset.GetInt32(DicomTags.Rows), file.Dataset.GetInt32(DicomTags.Columns)));
    }

    [Fact]
    public void Read_GroupLengthsPaddingAndOrder_DoNotMatter()
    {
        var file = Start(TransferSyntax.ExplicitVrLittleEndian)
            .Numbers(new DicomTag(0x0028, 0x0000), DicomVr.UL, 999)
            .Numbers(DicomTags.Columns, DicomVr.US, 6)
            .Numbers(DicomTags.Rows, DicomVr.US, 5)
            .Numbers(DicomTags.Rows, DicomVr.US, 7)
            .Raw(new byte[301])
            .Read();

        Assert.Equal([DicomTags.SopInstanceUid, DicomTags.Rows, DicomTags.Columns], file.Dataset.Select(element => element.Tag));
        Assert.Equal(5, file.Dataset.GetInt32(DicomTags.Rows));
    }

    [Fact]
    public void Read_LongValue_StaysInTheFileUntilAskedFor()
    {
        var path = _folder["long.dcm"];
        var value = Enumerable.Range(0, 100_000).Select(i => (byte)i).ToArray();
        File.WriteAllBytes(path, Start(TransferSyntax.ExplicitVrLittleEndian).Add(PrivateNumber, DicomVr.OB, value).File);

        var file = DicomFile.Read(path);

        Assert.Equal(value, file.Dataset.GetBytes(PrivateNumber).ToArray());
        File.Delete(path);
        Assert.Throws<FileNotFoundException>(() => file.Dataset.GetBytes(PrivateNumber));
        Assert.Equal("1.2.3.4", file.Dataset.GetString(DicomTags.SopInstanceUid));
    }

    [Fact]
    public void Read_HeaderOnly_ReadsABoundedHeadOfTheFile()
    {
        var bytes = Start(TransferSyntax.ExplicitVrLittleEndian)
            .Image(1000, 1000, frames: 10)
            .Add(PrivateNumber, DicomVr.OB, new byte[1 << 20])
            .Add(DicomTags.PixelData, DicomVr.OW, new byte[20_000_000]).File;
        using var header = new CountingStream(bytes);
        using var whole = new CountingStream(bytes);

        Assert.Equal(1000, DicomFile.Read(header, options: DicomReadOptions.HeaderOnly).Dataset.GetInt32(DicomTags.Rows));
        Assert.True(DicomFile.Read(whole).Dataset.Contains(DicomTags.PixelData));

        // A window of 32 KiB for the meta header, for the data set, and after each long value that is left in the file.
        Assert.InRange(header.BytesRead, 1, 4 * (32 << 10));
        Assert.InRange(whole.BytesRead, 1, 4 * (32 << 10));
    }

    [Fact]
    public void GetBytes_FromManyThreads_GivesEachItsValue()
    {
        var values = Enumerable.Range(0, 8).Select(i => Enumerable.Repeat((byte)i, 100_000).ToArray()).ToArray();
        var writer = Start(TransferSyntax.ExplicitVrLittleEndian);
        for (ushort i = 0; i < values.Length; i++)
        {
            writer.Add(new DicomTag(0x0029, (ushort)(0x1000 + i)), DicomVr.OB, values[i]);
        }

        var dataset = writer.Read().Dataset;

        Parallel.For(0, 400, i => Assert.True(dataset.GetBytes(new DicomTag(0x0029, (ushort)(0x1000 + (i % 8)))).Span.SequenceEqual(values[i % 8])));
    }

    [Fact]
    public void Validate_SeveralFaults_NamesEach()
    {
        var error = Assert.Throws<ArgumentException>(() =>
            new DicomReadOptions { MaxDepth = 0, MaxElements = 0, MaxInflatedBytes = int.MaxValue, MaxInflationRatio = -1 }.Validate());

        Assert.All(["MaxDepth is 0", "MaxElements is 0", "MaxInflatedBytes is 2147483647", "MaxInflationRatio is -1"], part => Assert.Contains(part, error.Message));
    }

    [Theory]
    [InlineData("this is some text, long enough to be one")]
    [InlineData("{\"json\": true, \"and\": [1, 2, 3, 4, 5, 6, 7]}")]
    [InlineData("")]
    public void Read_OtherFile_SaysItIsNoDicom(string text)
    {
        var path = _folder["a.txt"];
        File.WriteAllText(path, text);

        var error = Assert.Throws<DicomFormatException>(() => DicomFile.Read(path));

        Assert.Equal(path, error.FilePath);
        Assert.Contains("not a DICOM file", error.Message);
    }

    [Fact]
    public void Read_StreamThatCannotSeek_IsRefused()
    {
        using var stream = new System.IO.Compression.DeflateStream(new MemoryStream([3, 0]), System.IO.Compression.CompressionMode.Decompress);

        Assert.Throws<ArgumentException>(() => DicomFile.Read(stream));
    }

    [Fact]
    public void TagsOfTheLibrary_AreAllInTheDictionary() =>
        Assert.All(
            typeof(DicomTags).GetFields(),
            field => Assert.Equal(
                $"{field.GetValue(null)} {field.Name}",
                DicomDictionary.Describe((DicomTag)field.GetValue(null)!),
                ignoreCase: true));

    private static DicomBytes Start(TransferSyntax syntax, bool undefined = false) =>
        new DicomBytes(syntax, undefined).Add(DicomTags.SopInstanceUid, "1.2.3.4", DicomVr.UI);

    internal static DicomBytes Everything(TransferSyntax syntax, bool undefined) =>
        new DicomBytes(syntax, undefined)
            .Add(DicomTags.ImageType, "ORIGINAL\\PRIMARY ", DicomVr.CS)
            .Add(DicomTags.SopInstanceUid, "1.2.3.4", DicomVr.UI)
            .Add(DicomTags.StudyDate, "20240229", DicomVr.DA)
            .Add(DicomTags.StudyTime, "130507.25", DicomVr.TM)
            .Add(DicomTags.SeriesDescription, "", DicomVr.LO)
            .Sequence(DicomTags.ReferencedSeriesSequence)
            .Numbers(DicomTags.TemporalPositionTimeOffset, DicomVr.FD, 12.125)
            .Add(DicomTags.InstanceNumber, "-7", DicomVr.IS)
            .Tags(DicomTags.FrameIncrementPointer, DicomTags.StackId, DicomTags.InStackPositionNumber)
            .Numbers(DicomTags.Rows, DicomVr.US, 65535)
            .Add(DicomTags.PixelSpacing, " 0.5 \\-1.25E-3 ", DicomVr.DS)
            .Numbers(DicomTags.PixelRepresentation, DicomVr.US, 1)
            .Numbers(DicomTags.PixelPaddingValue, DicomVr.SS, -5)
            .Add(Creator, "HCC", DicomVr.LO)
            .Add(PrivateNumber, DicomVr.UN, [4, 3, 2, 1])
            .Sequence(
                DicomTags.SegmentSequence,
                item => item
                    .Add(DicomTags.SegmentLabel, "tumour", DicomVr.LO)
                    .Sequence(DicomTags.SegmentedPropertyTypeCodeSequence, code => code.Add(DicomTags.CodeValue, "49755003", DicomVr.SH)),
                item => { })
            .Numbers(DicomTags.PixelData, DicomVr.OW, 1, 0x1234);

    private static DicomFile Read(byte[] bytes) => DicomFile.Read(new MemoryStream(bytes));

    private sealed class CountingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public long BytesRead { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            var got = base.Read(buffer);
            BytesRead += got;
            return got;
        }
    }
}

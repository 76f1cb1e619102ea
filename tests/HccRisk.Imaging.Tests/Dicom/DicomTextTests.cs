using HccRisk.Imaging.Dicom;
using Xunit;

namespace HccRisk.Imaging.Tests.Dicom;

/// <summary>Names as PS3.5 annexes H to K write them, and the Chinese sets.</summary>
public sealed class DicomTextTests
{
    [Theory]
    [InlineData("ISO_IR 100", "42 75 63 5E 4A E9 72 F4 6D 65", "Buc^Jérôme")]
    [InlineData("ISO_IR 101", "57 61 B3 EA 73 61", "Wałęsa")]
    [InlineData("ISO_IR 144", "BB EE DA 63 65 DC D1 79 70 D3", "Люкceмбypг")]
    [InlineData("ISO_IR 126", "C4 E9 EF ED F5 F3 E9 EF F2", "Διονυσιος")]
    [InlineData("ISO_IR 192", "57 61 6E 67 5E 58 69 61 6F 3D E7 8E 8B 5E E5 B0 8F", "Wang^Xiao=王^小")]
    [InlineData("GB18030", "57 61 6E 67 5E 58 69 61 6F 44 6F 6E 67 3D CD F5 5E D0 A1 B6 AB 3D", "Wang^XiaoDong=王^小东=")]
    [InlineData("GBK", "CD F5 5E D0 A1 B6 AB", "王^小东")]
    [InlineData("ISO 2022 IR 6\\ISO 2022 IR 149", "48 6F 6E 67 3D 1B 24 29 43 FB F3 5E 1B 24 29 43 D1 CE D4 D7", "Hong=洪^吉洞")]
    [InlineData("\\ISO 2022 IR 87", "59 61 6D 61 64 61 3D 1B 24 42 3B 33 45 44 1B 28 42 5E 1B 24 42 42 40 4F 3A 1B 28 42", "Yamada=山田^太郎")]
    [InlineData("", "4A E9", "Jé")]
    [InlineData("", "4A C3 A9", "Jé")]
    [InlineData("NO SUCH SET", "4A C3 A9", "Jé")]
    public void GetString_SpecificCharacterSet_DecodesTheName(string terms, string hex, string name)
    {
        var bytes = hex.Split(' ').Select(two => Convert.ToByte(two, 16)).ToArray();
        var file = new DicomBytes(TransferSyntax.ExplicitVrLittleEndian)
            .Add(DicomTags.SpecificCharacterSet, terms, DicomVr.CS)
            .Add(DicomTags.PatientName, DicomVr.PN, bytes)
            .Sequence(DicomTags.SegmentSequence, item => item.Add(DicomTags.SegmentLabel, DicomVr.LO, bytes))
            .Read();

        Assert.Equal(name, file.Dataset.GetString(DicomTags.PatientName));
        Assert.Equal(name, file.Dataset.GetSequence(DicomTags.SegmentSequence)[0].GetString(DicomTags.SegmentLabel));
    }

    /// <summary>As text that is itself in a character set, it would have to be known to be read: without end.</summary>
    [Theory]
    [InlineData("LO")]
    [InlineData("PN")]
    [InlineData("UT")]
    public void GetString_CharacterSetWrittenAsOtherText_IsReadAllTheSame(string vr)
    {
        var file = new DicomBytes(TransferSyntax.ExplicitVrLittleEndian)
            .Add(DicomTags.SpecificCharacterSet, Enum.Parse<DicomVr>(vr), "ISO_IR 100"u8.ToArray())
            .Add(DicomTags.PatientName, DicomVr.PN, [0x4A, 0xE9])
            .Read();

        Assert.Equal("J\u00e9", file.Dataset.GetString(DicomTags.PatientName));
    }

    [Fact]
    public void GetStrings_SecondByteIsABackslash_IsNotSplit()
    {
        // 0x815C is one character of GBK whose second byte is that of a backslash.
        var file = new DicomBytes(TransferSyntax.ExplicitVrLittleEndian)
            .Add(DicomTags.SpecificCharacterSet, "GBK", DicomVr.CS)
            .Add(DicomTags.SeriesDescription, DicomVr.LO, [0x81, 0x5C, (byte)'\\', (byte)'b'])
            .Read();

        Assert.Equal(["乗", "b"], file.Dataset.GetStrings(DicomTags.SeriesDescription));
    }

    [Fact]
    public void GetStrings_ItemWithItsOwnCharacterSet_UsesThat()
    {
        var file = new DicomBytes(TransferSyntax.ExplicitVrLittleEndian)
            .Add(DicomTags.SpecificCharacterSet, "ISO_IR 192", DicomVr.CS)
            .Sequence(DicomTags.SegmentSequence, item => item
                .Add(DicomTags.SpecificCharacterSet, "ISO_IR 100", DicomVr.CS)
                .Add(DicomTags.SegmentLabel, DicomVr.LO, [0xE9]))
            .Read();

        Assert.Equal("é", file.Dataset.GetSequence(DicomTags.SegmentSequence)[0].GetString(DicomTags.SegmentLabel));
    }

    [Fact]
    public void GetStrings_LongText_KeepsBackslashesAndLeadingSpaces()
    {
        var file = new DicomBytes(TransferSyntax.ExplicitVrLittleEndian).Add(DicomTags.ImageComments, " a\\b ", DicomVr.LT).Read();

        Assert.Equal([" a\\b"], file.Dataset.GetStrings(DicomTags.ImageComments));
    }
}

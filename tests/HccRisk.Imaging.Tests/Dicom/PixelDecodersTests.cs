using System.IO.Compression;
using HccRisk.Imaging.Dicom;
using HccRisk.Imaging.Dicom.Codecs;
using HccRisk.Imaging.Dicom.Pixels;
using HccRisk.Imaging.Tests.Files;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Imaging.Tests.Dicom;

/// <summary>Which decoder a file gets, and what the reader says when one fails.</summary>
public sealed class PixelDecodersTests : IDisposable
{
    private static readonly FrameShape Shape = new(4, 4, 1, 2);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Find_EveryEncoding_HasADecoder()
    {
        foreach (var uid in new[] { "", ".1", ".1.99", ".2", ".4.50", ".4.51", ".4.57", ".4.70", ".4.80", ".4.81", ".4.90", ".4.91", ".5", ".8.1", ".4.201" })
        {
            var syntax = TransferSyntax.FromUid("1.2.840.10008.1.2" + uid);

            Assert.True(PixelDecoders.Find(syntax, TestContext.Current.CancellationToken)?.Supports(syntax), syntax.Name);
        }
    }

    [Fact]
    public void ReadStored_DeflatedFrame_GivesTheNumbers()
    {
        ushort[] numbers = [.. Enumerable.Range(0, 16).Select(i => (ushort)(i * 4000))];
        var target = new MemoryStream();
        using (var deflate = new DeflateStream(target, CompressionLevel.Optimal))
        {
            deflate.Write([.. numbers.SelectMany(BitConverter.GetBytes)]);
        }

        var reader = new FrameReader(DicomFile.Read(Save(target.ToArray(), TransferSyntax.DeflatedImageFrame)));
        var stored = new int[16];
        reader.ReadStored(0, stored);

        Assert.Equal(numbers.Select(n => (int)n), stored);
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2.5", "segment")]
    [InlineData("1.2.840.10008.1.2.4.70", "start marker")]
    [InlineData("1.2.840.10008.1.2.4.50", "start marker")]
    [InlineData("1.2.840.10008.1.2.8.1", "frame 1")]
    public void ReadSamples_DamagedFrame_NamesFileTagAndOffset(string uid, string reason)
    {
        var path = Save([0x07, 0xFF, 1, 2, 3, 4], TransferSyntax.FromUid(uid));
        var reader = new FrameReader(DicomFile.Read(path));

        var error = Assert.Throws<DicomFormatException>(() => reader.ReadSamples(0, new byte[32]));

        Assert.Equal(path, error.FilePath);
        Assert.Equal("(7FE0,0010)", error.Tag.ToString());
        Assert.NotNull(error.Offset);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DecodeExternally_NoConverter_NamesTheSyntaxAndTheRemedy()
    {
        var error = Assert.Throws<InvalidDataException>(() => Decode(TransferSyntax.Jpeg2000Lossless, _folder[""]));

        Assert.Contains("JPEG 2000 (Lossless Only) (1.2.840.10008.1.2.4.90)", error.Message, StringComparison.Ordinal);
        Assert.Contains("install gdcmconv", error.Message, StringComparison.Ordinal);
        Assert.Contains("dcmdjpls", Assert.Throws<InvalidDataException>(() => Decode(TransferSyntax.JpegLsLossless, _folder[""])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exit 3", "ends with code 3")]
    [InlineData("echo broken >&2; exit 1", "ends with code 1: broken")]
    [InlineData("exit 0", "wrote nothing")]
    [InlineData("cp \"$2\" \"$3\"", "gave no frame of 32 bytes")]
    [InlineData("sleep 2700", "took longer than 0.5 s")]
    public void DecodeExternally_ConverterFails_SaysHow(string script, string expected)
    {
        Converter(script);

        var error = Assert.Throws<InvalidDataException>(() => Decode(TransferSyntax.Jpeg2000, _folder[""], script.StartsWith("sleep", StringComparison.Ordinal) ? 0.5 : 2700));

        Assert.Contains("JPEG 2000 (1.2.840.10008.1.2.4.91)", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DecodeExternally_Cancelled_StopsTheConverter()
    {
        Converter("sleep 2700");
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        Assert.Throws<OperationCanceledException>(() =>
            ExternalCodec.Decode([1, 2], TransferSyntax.Jpeg2000, Shape, 16, false, "MONOCHROME2", new byte[32], TimeSpan.FromMinutes(45), _folder[""], cancel.Token));
    }

    private static void Decode(TransferSyntax syntax, string searchPath, double seconds = 2700) =>
        ExternalCodec.Decode([1, 2, 3], syntax, Shape, 16, false, "MONOCHROME2", new byte[32], TimeSpan.FromSeconds(seconds), searchPath);

    private void Converter(string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the stand-in converter is a shell script");
        var path = _folder["gdcmconv"];
        File.WriteAllText(path, "#!/bin/sh\n" + script + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private string Save(byte[] frame, TransferSyntax syntax)
    {
        var path = _folder["frame.dcm"];
        File.WriteAllBytes(path, SingleFrameFile.Write(frame, syntax.IsEncapsulated, syntax.Uid, Shape, 16, signed: false, "MONOCHROME2"));
        return path;
    }
}

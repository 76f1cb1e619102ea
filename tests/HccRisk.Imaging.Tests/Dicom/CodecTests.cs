using HccRisk.Imaging.Dicom;
using HccRisk.Imaging.Dicom.Codecs;
using HccRisk.Imaging.Dicom.Pixels;
using HccRisk.Imaging.Tests.Files;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Imaging.Tests.Dicom;

/// <summary>Our decoders against what dcmtk and GDCM encode and decode of one real image, one real mask and made-up colours.</summary>
public sealed class CodecTests : IDisposable
{
    private const string ExplicitLittleEndian = "1.2.840.10008.1.2.1";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> LosslessEncoders()
    {
        var data = new TheoryData<string, string>();
        foreach (var source in new[] { "signed16", "unsigned16", "unsigned12", "mask8", "rgb8" })
        {
            data.Add(source, "dcmcrle");
            data.Add(source, "dcmcjpeg +e1");
            for (var predictor = 1; predictor <= (source == "signed16" ? 7 : 1); predictor++)
            {
                data.Add(source, $"dcmcjpeg +el +sv {predictor}");
            }

            if (source != "rgb8")
            {
                data.Add(source, "gdcmconv --rle"); // GDCM's encoder aborts on colours of odd extent
            }

            data.Add(source, "gdcmconv --jpeg");
            if (source is "signed16" or "rgb8")
            {
                data.Add(source, "gdcmconv --jpegls"); // by an installed converter, one process a frame
                data.Add(source, "gdcmconv --j2k");
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(LosslessEncoders))]
    public void Decode_LosslessSyntax_GivesEveryPixelBack(string source, string encoder)
    {
        var original = Source(source);
        var encoded = Encode(encoder, original);

        var decoded = Decode(encoded);

        Assert.Equal(TestDicom.Pixels(original)[..decoded.Length], decoded);
    }

    [Theory]
    [InlineData("signed16", "+ee +bt")]
    [InlineData("unsigned12", "+ee +bt +q 60")]
    [InlineData("unsigned12", "+ee +bt +q 99")]
    [InlineData("signed16", "+ee +be")]
    [InlineData("signed16", "+eb +be")]
    [InlineData("mask8", "+eb")]
    [InlineData("mask8", "+eb -ho +q 30")]
    [InlineData("rgb8", "+eb +s4")]
    [InlineData("rgb8", "+eb +s2")]
    [InlineData("rgb8", "+eb +n2 +q 50")]
    [InlineData("rgb8", "+eb +n1")]
    [InlineData("rgb8", "+eb +cr")]
    [InlineData("rgb8", "+ee +bt +s2")]
    public void Decode_DctSyntax_IsWhatDcmtkDecodes(string source, string encoder)
    {
        var encoded = Encode("dcmcjpeg " + encoder, Source(source));
        var reference = _folder["decoded.dcm"];
        Tool("dcmdjpeg").Run(encoded, reference);
        var expected = TestDicom.Pixels(reference);

        var decoded = Decode(encoded);

        // The standard leaves the last bit of the transform open; dcmtk's and ours round alike, so that no level may differ.
        Assert.Equal(expected[..decoded.Length], decoded);
    }

    private static byte[] Decode(string path)
    {
        var reader = new FrameReader(DicomFile.Read(path));
        var size = (int)reader.Layout.DecodedBytes;
        var pixels = new byte[size * reader.FrameCount];
        for (var frame = 0; frame < reader.FrameCount; frame++)
        {
            reader.ReadSamples(frame, pixels.AsSpan(frame * size, size));
        }

        return pixels;
    }

    private static ExternalTool Tool(string name)
    {
        var tool = ExternalTool.TryFind(name);
        Assert.SkipWhen(tool is null, ExternalTool.MissingReason(name));
        return tool;
    }

    private string Encode(string encoder, string source)
    {
        var words = encoder.Split(' ');
        var path = _folder["encoded.dcm"];
        Tool(words[0]).Run([.. words[1..], source, path]);
        return path;
    }

    private static string Shared(params string[] parts)
    {
        var path = SharedData.TryPath(parts);
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        return path;
    }

    private string Source(string name)
    {
        var slice = Shared("data", "dicom", "ucsf-br-06-030.dcm");
        var words = TestDicom.Pixels(slice);
        var shape = new FrameShape(256, 256, 1, 2);
        switch (name)
        {
            case "signed16":
                return slice;
            case "mask8":
                // Long runs of two values.
                return Save([.. Enumerable.Range(0, 256 * 256).Select(i => BitConverter.ToInt16(words, 2 * i) > 300 ? (byte)255 : (byte)0)], new FrameShape(256, 256, 1, 1), 8, "MONOCHROME2");
            case "unsigned16":
                // The high bits used too: every value times 40, modulo 2^16.
                return Save(Map(words, v => (ushort)(v * 40)), shape, 16, "MONOCHROME2");
            case "unsigned12":
                return Save(Map(words, v => Math.Min(v, (ushort)4095)), shape, 12, "MONOCHROME2");
            default:
                // Three slices of a phase as three colours, an odd extent.
                var (rows, columns) = (251, 253);
                var rgb = new byte[rows * columns * 3];
                for (var c = 0; c < 3; c++)
                {
                    var plane = TestDicom.Pixels(Shared("data", "dicom", $"ucsf-br-06-{25 + (5 * c):000}.dcm"));
                    for (var i = 0; i < rows * columns; i++)
                    {
                        rgb[(3 * i) + c] = (byte)Math.Min(255, BitConverter.ToUInt16(plane, 2 * ((i / columns * 256) + (i % columns))) / 4);
                    }
                }

                return Save(rgb, new FrameShape(rows, columns, 3, 1), 8, "RGB");
        }
    }

    private string Save(byte[] pixels, FrameShape shape, int bitsStored, string photometric)
    {
        var path = _folder["source.dcm"];
        File.WriteAllBytes(path, SingleFrameFile.Write(pixels, encapsulated: false, ExplicitLittleEndian, shape, bitsStored, signed: false, photometric));
        return path;
    }

    private static byte[] Map(byte[] words, Func<ushort, ushort> map) =>
        [.. Enumerable.Range(0, words.Length / 2).SelectMany(i => BitConverter.GetBytes(map(BitConverter.ToUInt16(words, 2 * i))))];
}

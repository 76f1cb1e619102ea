using System.IO.Compression;
using System.Text;
using CsCheck;
using HccRisk.Imaging.Files;
using HccRisk.Imaging.Nrrd;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Imaging.Tests.Files;

public sealed class NrrdFileTests : IDisposable
{
    private const string Lps = "NRRD0004\n# comment\ntype: short\ndimension: 3\nspace: left-posterior-superior\nsizes: 2 1 2\n"
        + "space directions: (2,0,0) (0,3,0) (0,0,4)\nkinds: domain domain domain\nendian: {0}\nencoding: {1}\nspace origin: (5,6,7)\nnote:=x\n\n";

    private static readonly short[] Voxels = [1, -2, 300, 0];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("little", "raw")]
    [InlineData("big", "raw")]
    [InlineData("little", "gzip")]
    [InlineData("big", "gz")]
    public void ReadVolume_EveryOrderAndEncoding_GivesVoxelsInOurFrame(string endian, string encoding)
    {
        var path = Save(Header(endian, encoding), Data(endian, encoding));

        var volume = NrrdFile.ReadVolume(path);

        Assert.Equal([1f, -2f, 300f, 0f], volume.Voxels.ToArray());
        Assert.Equal(new Vector3D(2, 3, 4), volume.Geometry.Spacing);
        Assert.Equal(new Vector3D(-5, -6, 7), volume.Geometry.Origin); // L -> -R, P -> -A
        Assert.Equal(new Vector3D(-1, 0, 0), volume.Geometry.AxisX);
        Assert.Equal(new Vector3D(0, -1, 0), volume.Geometry.AxisY);
        Assert.Equal(new Vector3D(0, 0, 1), volume.Geometry.AxisZ);
        Assert.Equal([false, false, true, false], NrrdFile.ReadMask(path, 300).Inside.ToArray());
        Assert.Equal(3, ImageFile.ReadMask(path).Count);
    }

    [Theory]
    [InlineData("type: short", "type: block", "type")]
    [InlineData("dimension: 3", "dimension: 4", "sizes")]
    [InlineData("dimension: 3", "dimension: 2", "dimension")]
    [InlineData("sizes: 2 1 2", "sizes: 2 1", "sizes")]
    [InlineData("sizes: 2 1 2", "sizes: 2 1 -2", "sizes")]
    [InlineData("sizes: 2 1 2", "sizes: 20000 20000 20", "sizes")]
    [InlineData("(2,0,0)", "(2,0)", "space directions")]
    [InlineData("(2,0,0)", "(0,3,0)", "space directions")]
    [InlineData("(2,0,0)", "(nan,0,0)", "space directions")]
    [InlineData("left-posterior-superior", "scanner-xyz-time", "space")]
    [InlineData("encoding: raw", "encoding: hex", "encoding")]
    [InlineData("encoding: raw\n", "", "encoding")]
    [InlineData("endian: little", "endian: middle", "endian")]
    [InlineData("# comment", "data file: other.raw", "data file")]
    [InlineData("# comment", "byte skip: 4", "data")]
    [InlineData("# comment", "byte skip: -2", "byte skip")]
    [InlineData("# comment", "line skip: -1", "line skip")]
    [InlineData("# comment", "line skip: 9", "data")]
    [InlineData("sizes: 2 1 2", "sizes: 3 1 2", "sizes")]
    [InlineData("sizes: 2 1 2", "sizes: 1 1 2", "data")]
    [InlineData("domain domain domain", "vector domain domain", "kinds")]
    [InlineData("note:=x\n", "data file: LIST\nv1\n", "data file")]
    [InlineData("# comment", "data file: v%03d.raw 1 3 1", "data file")]
    [InlineData("# comment", "data file: v%s.raw 1 2 1", "data file")]
    [InlineData("# comment", "data file: v%03d.raw 1 2 0", "data file")]
    [InlineData("# comment", "data file: v%03d.raw 1 2 1 7", "data file")]
    [InlineData("NRRD0004", "NOTNRRD4", "magic")]
    public void ReadVolume_HeaderLies_NamesFileAndField(string text, string instead, string field)
    {
        var path = Save(Header("little", "raw").Replace(text, instead, StringComparison.Ordinal), Data("little", "raw"));

        var error = Assert.Throws<NrrdFormatException>(() => NrrdFile.ReadVolume(path));

        Assert.Equal(field, error.Field);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("raw")]
    [InlineData("gzip")]
    public void ReadVolume_CutAnywhere_IsAnNrrdFormatException(string encoding)
    {
        byte[] whole = [.. Encoding.ASCII.GetBytes(Header("little", encoding)), .. Data("little", encoding)];
        for (var length = 0; length < whole.Length - (encoding == "gzip" ? 12 : 0); length++)
        {
            File.WriteAllBytes(_folder["cut.nrrd"], whole[..length]);
            Assert.Throws<NrrdFormatException>(() => NrrdFile.ReadVolume(_folder["cut.nrrd"]));
        }
    }

    [Fact]
    public void ImageFile_OtherExtension_ListsTheSupportedOnes()
    {
        var error = Assert.Throws<NotSupportedException>(() => ImageFile.ReadVolume("scan.mha"));

        Assert.Contains(".nii, .nii.gz, .hdr, .img, .nrrd, .nhdr", error.Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => ImageFile.ReadVolume(_folder["absent.nii.gz"]));
    }

    [Fact]
    public void ReadVolume_FolderThatIsNotThere_SaysSo()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName().Replace('.', '_'));

        var error = Assert.Throws<FileNotFoundException>(() => ImageFile.ReadVolume(path));

        Assert.Contains($"there is no file or folder '{path}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadVolume_DetachedData_OneFileListAndPattern()
    {
        var data = Data("little", "raw");
        File.WriteAllBytes(_folder["all.raw"], data);
        File.WriteAllBytes(_folder["s 1.raw"], data[..4]);
        File.WriteAllBytes(_folder["s 2.raw"], data[4..]);
        File.WriteAllBytes(_folder["s008.raw"], data[..4]);
        File.WriteAllBytes(_folder["s006.raw"], data[4..]);
        for (var i = 0; i < 4; i++)
        {
            File.WriteAllBytes(_folder[$"row{i}"], data[(2 * i)..((2 * i) + 2)]);
        }

        // The header ends with an empty line, or with its file; LIST takes all lines after it.
        var header = Header("little", "raw").TrimEnd('\n');
        foreach (var files in new[]
        {
            "data file: all.raw\n", "data file: ./all.raw\n\n", "datafile: " + _folder["all.raw"], "data file: LIST\ns 1.raw\ns 2.raw\n",
            "data file: LIST 2\ns 1.raw\ns 2.raw", "data file: s%03d.raw 8 6 -2\n", "data file: row%d 0 3 1 1\n",
        })
        {
            // A sub-dimension of 1: each file is one row, here of one voxel.
            var text = files.Contains("row", StringComparison.Ordinal)
                ? header.Replace("sizes: 2 1 2", "sizes: 1 2 2", StringComparison.Ordinal)
                : header;
            File.WriteAllText(_folder["a.nhdr"], text + "\n" + files);

            Assert.Equal([1f, -2f, 300f, 0f], ImageFile.ReadVolume(_folder["a.nhdr"]).Voxels.ToArray());
        }
    }

    [Theory]
    [InlineData("raw", "byte skip: -1", "any footer-free start")]
    [InlineData("raw", "line skip: 2", "one\ntwo\n")]
    [InlineData("raw", "byte skip: 5", "12345")]
    [InlineData("raw", "line skip: 1\nbyte skip: 3", "line\n123")]
    [InlineData("gzip", "line skip: 1", "line\n")]
    public void ReadVolume_Skips_PassOverWhatIsBefore(string encoding, string skips, string before)
    {
        var header = Header("little", encoding).TrimEnd('\n') + "\n" + skips + "\ndata file: d.bin\n";
        File.WriteAllBytes(_folder["d.bin"], [.. Encoding.ASCII.GetBytes(before), .. Data("little", encoding)]);
        File.WriteAllText(_folder["a.nhdr"], header);

        Assert.Equal([1f, -2f, 300f, 0f], NrrdFile.ReadVolume(_folder["a.nhdr"]).Voxels.ToArray());
    }

    [Fact]
    public void ReadVolume_ByteSkipOfGzip_CountsDecompressedBytes()
    {
        // The first voxel is passed over: unu's own rule for compressed data.
        var path = Save(Header("little", "gzip").Replace("sizes: 2 1 2", "sizes: 1 1 3", StringComparison.Ordinal).Replace("# comment", "byte skip: 2", StringComparison.Ordinal), Data("little", "gzip"));

        Assert.Equal([-2f, 300f, 0f], NrrdFile.ReadVolume(path).Voxels.ToArray());
    }

    [Theory]
    [InlineData("ascii", "1 -2\n300\t0\n")]
    [InlineData("text", "1, -2, 3e2, 0.0")]
    [InlineData("txt", "  1 -2 300 0")]
    public void ReadVolume_Text_GivesTheNumbers(string encoding, string numbers)
    {
        // Text has no byte order.
        var path = Save(Header("little", encoding).Replace("endian: little\n", "", StringComparison.Ordinal), Encoding.ASCII.GetBytes(numbers));

        var volume = NrrdFile.ReadVolume(path);
        Assert.Equal([1f, -2f, 300f, 0f], volume.Voxels.ToArray());
        Assert.Equal(VoxelType.Int16, volume.StoredType); // what the header says, not what text is parsed to
    }

    [Theory]
    [InlineData("1 2 3", "3 of 4")]
    [InlineData("1 2 3 4 5", "need 4")]
    [InlineData("1 2 x 4", "number 3 is 'x'")]
    public void ReadVolume_WrongText_SaysWhich(string numbers, string expected)
    {
        var path = Save(Header("little", "ascii"), Encoding.ASCII.GetBytes(numbers.PadRight(20)));

        Assert.Contains(expected, Assert.Throws<NrrdFormatException>(() => NrrdFile.ReadVolume(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "need 8 bytes", "at least 2")]
    [InlineData(-2, "6 bytes", "8 bytes")]
    public void ReadVolume_WrongNumberOfBytes_NamesBothNumbers(int change, string first, string second)
    {
        byte[] data = [.. Data("little", "raw"), .. new byte[6]];
        var path = Save(Header("little", "raw"), data[..(8 + change)]);

        var error = Assert.Throws<NrrdFormatException>(() => NrrdFile.ReadVolume(path));

        Assert.Contains(first, error.Message, StringComparison.Ordinal);
        Assert.Contains(second, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("signed char", 1)]
    [InlineData("uint8_t", 1)]
    [InlineData("unsigned short int", 2)]
    [InlineData("int32", 4)]
    [InlineData("uint", 4)]
    [InlineData("long long", 8)]
    [InlineData("ulonglong", 8)]
    [InlineData("float", 4)]
    [InlineData("double", 8)]
    public void ReadVolume_EveryType_GivesTheStoredValues(string type, int size)
    {
        byte[] Bytes(int v) => type switch
        {
            "float" => BitConverter.GetBytes((float)v),
            "double" => BitConverter.GetBytes((double)v),
            _ => BitConverter.GetBytes((long)v)[..size],
        };
        var signed = type.StartsWith('u') ? 1 : -1;
        var path = Save(Header("little", "raw").Replace("type: short", "TYPE: " + type, StringComparison.Ordinal), [.. new[] { 1, 2 * signed, 100, 0 }.SelectMany(Bytes)]);

        Assert.Equal([1f, 2f * signed, 100f, 0f], NrrdFile.ReadVolume(path).Voxels.ToArray());
    }

    [Fact]
    public void ReadSegment_SlicerSegmentation_SelectsByNameIdentifierOrValue()
    {
        // One layer, as 3D Slicer writes segments that do not overlap.
        var names = "Segment0_ID:=Segment_1\nSegment0_Name:=liver\nSegment0_LabelValue:=1\nSegment0_Layer:=0\n"
            + "Segment1_ID:=Segment_2\nSegment1_Name:=\u80BF\u7624\nSegment1_LabelValue:=7\nSegment1_Layer:=0\n";
        var path = Save(Header("little", "raw").Replace("note:=x\n", names, StringComparison.Ordinal), [1, 0, 7, 0, 0, 0, 7, 0]);

        Assert.Equal([new NrrdSegment("Segment_1", "liver", 1, 0), new NrrdSegment("Segment_2", "\u80BF\u7624", 7, 0)], NrrdFile.ReadSegments(path));
        Assert.Equal([true, false, false, false], NrrdFile.ReadSegment(path, "liver").Inside.ToArray());
        Assert.Equal([false, true, false, true], NrrdFile.ReadSegment(path, "\u80BF\u7624").Inside.ToArray());
        Assert.Equal([false, true, false, true], NrrdFile.ReadSegment(path, "Segment_2").Inside.ToArray());
        Assert.Equal([false, true, false, true], NrrdFile.ReadMask(path, 7).Inside.ToArray());
        Assert.Contains("'liver'", Assert.Throws<NrrdFormatException>(() => NrrdFile.ReadSegment(path, "livre")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSegment_OverlappingSegments_AreInLayers()
    {
        // Two layers, interleaved: (1, 2) (0, 2) (1, 0) (0, 0); "a" and "b" share the value 1 in no layer, "c" has 2 of layer 1.
        var header = Header("little", "raw")
            .Replace("dimension: 3", "dimension: 4", StringComparison.Ordinal)
            .Replace("sizes: 2 1 2", "sizes: 2 2 1 2", StringComparison.Ordinal)
            .Replace("space directions: ", "space directions: none ", StringComparison.Ordinal)
            .Replace("kinds: ", "kinds: list ", StringComparison.Ordinal)
            .Replace("note:=x\n", "Segment0_ID:=A\nSegment0_Name:=a\nSegment0_LabelValue:=1\nSegment0_Layer:=0\nSegment1_ID:=C\nSegment1_Name:=a\nSegment1_LabelValue:=2\nSegment1_Layer:=1\n", StringComparison.Ordinal);
        var path = Save(header, [1, 0, 2, 0, 0, 0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0]);

        Assert.Equal([true, false, true, false], NrrdFile.ReadSegment(path, "A").Inside.ToArray());
        Assert.Equal([true, true, false, false], NrrdFile.ReadSegment(path, "C").Inside.ToArray());
        Assert.Equal([true, true, false, false], NrrdFile.ReadMask(path, 2).Inside.ToArray());
        Assert.Equal(3, NrrdFile.ReadMask(path).Count);
        Assert.Contains("A, C", Assert.Throws<NrrdFormatException>(() => NrrdFile.ReadSegment(path, "a")).Message, StringComparison.Ordinal);
        Assert.Equal("sizes", Assert.Throws<NrrdFormatException>(() => NrrdFile.ReadVolume(path)).Field);

        Assert.Equal([true, false, true, false], NrrdFile.ReadMask(path, 1, channel: 0).Inside.ToArray());
        Assert.Equal([true, true, false, false], ImageFile.OpenMask(path, channel: 1).Mask.Inside.ToArray());
        Assert.Contains("channel is 2: the mask has 2, numbered from 0", Assert.Throws<NrrdFormatException>(() => NrrdFile.ReadMask(path, 1, channel: 2)).Message, StringComparison.Ordinal);

        // The same numbers as vectors are no layers, but channels.
        var vectors = Save(header.Replace("kinds: list", "kinds: 2-vector", StringComparison.Ordinal), new byte[16]);
        Assert.Equal("kinds", Assert.Throws<NrrdFormatException>(() => NrrdFile.ReadVolume(vectors)).Field);
        Assert.Equal("kinds", Assert.Throws<NrrdFormatException>(() => NrrdFile.ReadMask(vectors, 1)).Field);
        Assert.Equal(0, NrrdFile.ReadMask(vectors, 1, channel: 1).Count);
    }

    [Fact]
    public void ReadVolume_DamagedHeaderBytes_ReadsOrThrowsNrrdFormatException()
    {
        byte[] whole = [.. Encoding.ASCII.GetBytes(Header("little", "raw")), .. Data("little", "raw")];
        Gen.Select(Gen.Int[8, whole.Length - 1], Gen.Byte).Array[1, 6].Sample(
            edits =>
            {
                var bytes = whole.ToArray();
                foreach (var (at, value) in edits)
                {
                    bytes[at] = value;
                }

                File.WriteAllBytes(_folder["a.nrrd"], bytes);
                try
                {
                    NrrdFile.ReadVolume(_folder["a.nrrd"]);
                }
                catch (NrrdFormatException)
                {
                }
            },
            iter: 400,
            threads: 1);
    }

    private static string Header(string endian, string encoding) =>
        Lps.Replace("{0}", endian, StringComparison.Ordinal).Replace("{1}", encoding, StringComparison.Ordinal);

    private static byte[] Data(string endian, string encoding)
    {
        var bytes = Voxels.SelectMany(v => endian == "big" ? BitConverter.GetBytes(v).Reverse() : BitConverter.GetBytes(v)).ToArray();
        if (encoding == "raw")
        {
            return bytes;
        }

        var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return target.ToArray();
    }

    private string Save(string header, byte[] data)
    {
        var path = _folder["a.nrrd"];
        File.WriteAllBytes(path, [.. Encoding.UTF8.GetBytes(header), .. data]);
        return path;
    }
}

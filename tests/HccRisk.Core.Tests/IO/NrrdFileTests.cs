using System.IO.Compression;
using System.Text;
using HccRisk.Core.Imaging;
using HccRisk.Core.IO;
using HccRisk.Core.IO.Nrrd;
using Xunit;

namespace HccRisk.Core.Tests.IO;

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
    [InlineData("dimension: 3", "dimension: 4", "dimension")]
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
    [InlineData("# comment", "byte skip: 4", "byte skip")]
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
            File.WriteAllBytes(_folder.File("cut.nrrd"), whole[..length]);
            Assert.Throws<NrrdFormatException>(() => NrrdFile.ReadVolume(_folder.File("cut.nrrd")));
        }
    }

    [Fact]
    public void ImageFile_OtherExtension_ListsTheSupportedOnes()
    {
        var error = Assert.Throws<NotSupportedException>(() => ImageFile.ReadVolume("scan.mha"));

        Assert.Contains(".nii, .nii.gz, .nrrd", error.Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => ImageFile.ReadVolume(_folder.File("absent.nii.gz")));
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
        var path = _folder.File("a.nrrd");
        File.WriteAllBytes(path, [.. Encoding.ASCII.GetBytes(header), .. data]);
        return path;
    }
}

using System.Text;
using HccRisk.Core.IO;
using HccRisk.Imaging.Files;
using HccRisk.Imaging.Nifti;
using HccRisk.Imaging.Nrrd;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Imaging.Tests.Files;

/// <summary>A header reads no file outside its folder, however it names it; files inside are read under every one of these forms.</summary>
public sealed class ReferencedFilesTests : IDisposable
{
    private static readonly byte[] Secret = "secret!!"u8.ToArray();

    private readonly TemporaryFolder _root = new();
    private readonly string _folder;
    private readonly string _outside;

    public ReferencedFilesTests()
    {
        _folder = Directory.CreateDirectory(_root["images"]).FullName;
        _outside = Directory.CreateDirectory(_root["elsewhere"]).FullName;
        Directory.CreateDirectory(Path.Combine(_folder, "sub"));
        foreach (var (name, content) in new[] { ("v.raw", Secret), ("v1.raw", Secret[..4]), ("v2.raw", Secret[4..]) })
        {
            File.WriteAllBytes(Path.Combine(_outside, name), content);
            File.WriteAllBytes(Path.Combine(_folder, "sub", name), content);
        }

        File.CreateSymbolicLink(Path.Combine(_folder, "link.raw"), Path.Combine(_outside, "v.raw"));
        File.CreateSymbolicLink(Path.Combine(_folder, "chain.raw"), "link.raw");
        File.CreateSymbolicLink(Path.Combine(_folder, "within.raw"), "sub/v.raw");
        File.CreateSymbolicLink(Path.Combine(_folder, "circle.raw"), "circle.raw");
        Directory.CreateSymbolicLink(Path.Combine(_folder, "linked"), _outside);
    }

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData("{outside}/v.raw")]
    [InlineData("../elsewhere/v.raw")]
    [InlineData("sub/../../elsewhere/v.raw")]
    [InlineData("link.raw")]
    [InlineData("chain.raw")]
    [InlineData("linked/v.raw")]
    [InlineData("LIST\n../elsewhere/v1.raw\n../elsewhere/v2.raw")]
    [InlineData("LIST\nsub/v1.raw\n{outside}/v2.raw")]
    [InlineData("../elsewhere/v%d.raw 1 2 1")]
    [InlineData("{outside}/v%01d.raw 1 2 1")]
    [InlineData("linked/v%d.raw 1 2 1")]
    public void ReadVolume_DataFileOutside_IsRefusedUnlessAllowed(string dataFile)
    {
        foreach (var name in new[] { "image.nrrd", "image.nhdr" })
        {
            var path = Header(name, dataFile);

            var error = Assert.Throws<NrrdFormatException>(() => NrrdFile.ReadVolume(path));
            Assert.Equal("data file", error.Field);
            Assert.Contains("outside the header's folder", error.Message, StringComparison.Ordinal);
            Assert.Throws<NrrdFormatException>(() => NrrdFile.ReadMask(path));
            Assert.Throws<NrrdFormatException>(() => ImageFile.Open(path, cancellationToken: TestContext.Current.CancellationToken));
            Assert.Throws<NrrdFormatException>(() => ImageFile.OpenMask(path));

            using (ReferencedFiles.AllowAnywhere())
            {
                Assert.Equal(Secret.Select(b => (float)b), ImageFile.ReadVolume(path).Voxels.ToArray());
            }

            Assert.Throws<NrrdFormatException>(() => NrrdFile.ReadVolume(path));
        }
    }

    [Theory]
    [InlineData("sub/v.raw")]
    [InlineData("./sub/../sub/v.raw")]
    [InlineData("../images/sub/v.raw")]
    [InlineData("{folder}/sub/v.raw")]
    [InlineData("within.raw")]
    [InlineData("LIST\nsub/v1.raw\nsub/v2.raw")]
    [InlineData("sub/v%d.raw 1 2 1")]
    public void ReadVolume_DataFileInside_IsRead(string dataFile)
    {
        Assert.Equal(Secret.Select(b => (float)b), NrrdFile.ReadVolume(Header("image.nhdr", dataFile)).Voxels.ToArray());

        // The folder may be reached through a link of its own.
        Directory.CreateSymbolicLink(_root["alias"], _folder);
        Assert.Equal(Secret.Select(b => (float)b), NrrdFile.ReadVolume(Path.Combine(_root["alias"], "image.nhdr")).Voxels.ToArray());
    }

    [Theory]
    [InlineData("circle.raw")]
    [InlineData("a\0b")]
    public void ReadVolume_DataFileThatNamesNothing_IsRefused(string dataFile) =>
        Assert.Equal("data file", Assert.Throws<NrrdFormatException>(() => NrrdFile.ReadVolume(Header("image.nhdr", dataFile))).Field);

    [Fact]
    public void ReadVolume_CaseOfAHeaderThatNamesThePasswordFile_IsRefused()
    {
        var path = SharedData.TryPath("cases", "nrrd", "outside.nrrd");
        Assert.SkipWhen(path is null, SharedData.MissingReason);

        Assert.Equal("data file", Assert.Throws<NrrdFormatException>(() => NrrdFile.ReadVolume(path)).Field);
    }

    [Theory]
    [InlineData("pair.hdr")]
    [InlineData("pair.img")]
    public void ReadVolume_PairWhoseOtherFileIsALinkOutside_IsRefusedUnlessAllowed(string named)
    {
        var other = named == "pair.hdr" ? "pair.img" : "pair.hdr";
        var header = new NiftiBytes().Type(2, 8).VoxelOffset(0).Header;
        "ni1\0"u8.CopyTo(header.AsSpan(344));
        foreach (var name in new[] { named, other })
        {
            var content = name == "pair.hdr" ? header : Secret;
            File.WriteAllBytes(Path.Combine(name == named ? _folder : _outside, name), content);
        }

        File.CreateSymbolicLink(Path.Combine(_folder, other), Path.Combine(_outside, other));
        var path = Path.Combine(_folder, named);

        Assert.Contains("outside the header's folder", Assert.Throws<NiftiFormatException>(() => NiftiFile.ReadVolume(path)).Message, StringComparison.Ordinal);
        using (ReferencedFiles.AllowAnywhere())
        {
            Assert.Equal(Secret.Select(b => (float)b), NiftiFile.ReadVolume(path).Voxels.ToArray());
        }
    }

    [Fact]
    public async Task AllowAnywhere_TasksItStarts_HaveItAndOthersDoNot()
    {
        using var started = new SemaphoreSlim(0);
        var other = Task.Run(
            async () =>
            {
                await started.WaitAsync(TestContext.Current.CancellationToken);
                return ReferencedFiles.AnywhereAllowed;
            },
            TestContext.Current.CancellationToken);
        using (ReferencedFiles.AllowAnywhere())
        {
            started.Release();
            Assert.True(await Task.Run(() => ReferencedFiles.AnywhereAllowed, TestContext.Current.CancellationToken));
            var seen = false;
            Parallel.For(0, 4, _ => Volatile.Write(ref seen, ReferencedFiles.AnywhereAllowed));
            Assert.True(seen);
        }

        Assert.False(await other);
        Assert.False(ReferencedFiles.AnywhereAllowed);
    }

    private string Header(string name, string dataFile)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(
            path,
            "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 2 2 2\nencoding: raw\nspace: left-posterior-superior\nspace directions: (1,0,0) (0,1,0) (0,0,1)\nspace origin: (0,0,0)\ndata file: "
            + dataFile.Replace("{outside}", _outside, StringComparison.Ordinal).Replace("{folder}", _folder, StringComparison.Ordinal) + "\n",
            new UTF8Encoding(false));
        return path;
    }
}

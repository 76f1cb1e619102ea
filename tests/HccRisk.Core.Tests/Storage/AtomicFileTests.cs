using System.Text;
using HccRisk.Core.Storage;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Core.Tests.Storage;

public class AtomicFileTests
{
    [Fact]
    public void Write_WhileItLastsAndWhenItFails_TheOldFileStaysAndNothingElse()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.csv", "old");

        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("half of the n"u8);
            stream.Flush();
            Assert.Equal("old", File.ReadAllText(path));
            throw new InvalidOperationException("the disk is full");
        }));
        Assert.Throws<OperationCanceledException>(() => AtomicFile.WriteNamed(path, temporary =>
        {
            File.WriteAllText(temporary, "half");
            throw new OperationCanceledException();
        }));

        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.EnumerateFiles(folder.Path));
        AtomicFile.WriteText(path, "new");
        Assert.Equal("new"u8.ToArray(), File.ReadAllBytes(path));
        Assert.Equal([path], Directory.EnumerateFiles(folder.Path));
    }

    [Fact]
    public async Task Write_SeveralWritersAtOnce_AReaderSeesWholeFilesOnly()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.txt", Content(0));
        var stop = TestContext.Current.CancellationToken;
        var writers = Enumerable.Range(1, 4).Select(i => Task.Run(
            () =>
            {
                for (var round = 0; round < 25; round++)
                {
                    AtomicFile.WriteText(path, Content(i));
                }
            },
            stop)).ToArray();
        var all = Task.WhenAll(writers);
        while (!all.IsCompleted)
        {
            var text = await File.ReadAllTextAsync(path, stop);
            Assert.Equal(Content(text[0] - '0'), text);
        }

        await all;
        Assert.Equal([path], Directory.EnumerateFiles(folder.Path));

        static string Content(int i) => new((char)('0' + i), 100_000 + i);
    }

    [Fact]
    public void Write_LinkModeAndDevice_StayWhatTheyAre()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "modes and devices are those of Unix");
        using var folder = new TemporaryFolder();
        var path = folder.Write("secret.csv", "old");
        var link = Path.Combine(folder.Path, "link.csv");
        File.CreateSymbolicLink(link, path);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        AtomicFile.WriteText(link, "new");
        AtomicFile.WriteText("/dev/null", "gone");

        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal(path, new FileInfo(link).LinkTarget);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        Assert.Empty(File.ReadAllBytes("/dev/null"));
    }

    [Fact]
    public void Write_NoFolderOrAFolder_NamesIt()
    {
        using var folder = new TemporaryFolder();

        var absent = Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.WriteText(Path.Combine(folder.Path, "no", "a.csv"), ""));
        var taken = Assert.Throws<IOException>(() => AtomicFile.WriteText(folder.Path, ""));

        Assert.Contains(Path.Combine(folder.Path, "no", "a.csv"), absent.Message, StringComparison.Ordinal);
        Assert.Contains(folder.Path, taken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WriteText_AnyText_IsUtf8WithoutMark()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "a.txt");

        AtomicFile.WriteText(path, "naïve\n");

        Assert.Equal(Encoding.UTF8.GetBytes("naïve\n"), File.ReadAllBytes(path));
    }
}

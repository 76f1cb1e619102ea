using HccRisk.Core.IO;
using HccRisk.Imaging.Dicom.Codecs;
using HccRisk.Oracles;
using HccRisk.Pathomics.Slides.OpenSlide;
using Xunit;

namespace HccRisk.EndToEnd.Safety;

/// <summary>A file of the current folder is never taken for a program or library, whatever the search variables say.</summary>
public sealed class SearchPathTests : IDisposable
{
    private static readonly char Separator = Path.PathSeparator;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Find_EmptyAndRelativeEntries_DoNotCount()
    {
        var name = OperatingSystem.IsWindows() ? "gdcmconv.exe" : "gdcmconv";
        File.WriteAllText(_folder[name], "");
        var folder = Path.GetDirectoryName(_folder[name])!;
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, folder);

        Assert.Equal(_folder[name], ExternalCodec.Find("gdcmconv", $"{Separator}.{Separator}{relative}{Separator}{folder}"));
        Assert.Null(ExternalCodec.Find("gdcmconv", $"{Separator}.{Separator}{relative}{Separator}"));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("/a", false)]
    [InlineData("/a:/b", false)]
    [InlineData("/a:", true)]
    [InlineData(":/a", true)]
    [InlineData("/a:.:/b", true)]
    [InlineData("lib", true)]
    public void Candidates_VariableOfTheLoader_AreBareNamesOnlyWhenItHasFullPathsAlone(string? variable, bool full)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the separator is another, and there all are full paths");

        Assert.Equal(full, SearchPath.HasCurrentFolder(variable));
        var candidates = OpenSlideRuntime.Candidates(variable);
        if (full)
        {
            Assert.All(candidates, c => Assert.True(Path.IsPathFullyQualified(c), c));
        }
        else
        {
            Assert.Contains("libopenslide", candidates[0], StringComparison.Ordinal);
        }
    }
}

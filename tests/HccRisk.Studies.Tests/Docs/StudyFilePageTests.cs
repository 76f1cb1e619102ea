using HccRisk.Studies.Protocol;
using Xunit;

namespace HccRisk.Studies.Tests.Docs;

public sealed class StudyFilePageTests
{
    [Fact]
    public void Example_OfTheStudyFilePage_IsAProtocol()
    {
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "study-file.md"));
        var start = page.IndexOf("```json", StringComparison.Ordinal) + "```json".Length;
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");
        File.WriteAllText(file, page[start..page.IndexOf("```", start, StringComparison.Ordinal)]);
        try
        {
            var protocol = StudyProtocol.Load(file);

            Assert.Equal(["SYSMH"], protocol.ExternalSites);
            Assert.Equal(7, protocol.Seed);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Table_OfTheStudyFilePage_NamesEveryProperty()
    {
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "study-file.md"));

        Assert.All(
            typeof(StudyProtocol).GetProperties().Where(p => p.CanWrite),
            p => Assert.Contains(char.ToLowerInvariant(p.Name[0]) + p.Name[1..], page, StringComparison.Ordinal));
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "HccRisk.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}

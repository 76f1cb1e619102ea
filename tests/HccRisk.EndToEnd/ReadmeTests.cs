using HccRisk.Testing;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Xunit;

namespace HccRisk.EndToEnd;

/// <summary>README.md keeps its word.</summary>
public sealed class ReadmeTests
{
    public static TheoryData<int> ExampleNumbers => [.. Enumerable.Range(0, Readme.Examples().Count)];

    [Theory]
    [MemberData(nameof(ExampleNumbers))]
    public async Task Example_Run_PrintsWhatTheReadmeShows(int number)
    {
        var (code, expected) = Readme.Examples()[number];
        var platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        var options = ScriptOptions.Default
            .WithReferences(platform.Split(Path.PathSeparator).Where(file => !file.Contains("ScottPlot", StringComparison.Ordinal)).Select(file => Microsoft.CodeAnalysis.MetadataReference.CreateFromFile(file)))
            .WithImports("System", "System.IO", "System.Linq", "System.Collections.Generic", "System.Threading.Tasks");

        using var console = new CapturedConsole();
        await CSharpScript.RunAsync(code, options, cancellationToken: TestContext.Current.CancellationToken);

        Assert.NotEmpty(expected);
        Assert.Equal(expected, console.Output.ReplaceLineEndings("\n").Trim());
    }

    [Fact]
    public void Commands_TheReadmeNames_Exist()
    {
        var named = File.ReadLines(Path.Combine(Repository.Root, "README.md"))
            .Select(line => line.Trim().Split(' ')[0])
            .Where(word => word.StartsWith("eng/", StringComparison.Ordinal))
            .ToArray();

        Assert.Contains("eng/study", named);
        Assert.Contains("eng/test", named);
        Assert.All(named, command => Assert.True(File.Exists(Path.Combine(Repository.Root, command)), command));
    }
}

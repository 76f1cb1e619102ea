using Xunit;

namespace HccRisk.EndToEnd;

/// <summary>Every sample runs and prints what is known of its data.</summary>
[Collection(BuildsCollection.Name)]
public sealed class SampleTests
{
    // What each sample must print: figures published for its data.
    private static readonly Dictionary<string, string[]> Expected = new(StringComparer.Ordinal)
    {
        // coxph in R on the Freireich data: 4.82 (2.15-10.81), Efron's handling of ties.
        ["survival.cs"] = ["42 patients, 30 relapses", "4.82 (95% CI 2.15-10.81)"],
    };

    public static TheoryData<string> Samples =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples"), "*.cs").Select(file => Path.GetFileName(file)!)];

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Sample_Run_PrintsTheKnownFigures(string sample)
    {
        Assert.True(Expected.TryGetValue(sample, out var expected), $"{sample} has no expected output here.");

        var run = await Command.DotNetAsync(
            Repository.Root,
            TestContext.Current.CancellationToken,
            "run", "-c", Repository.Configuration, Path.Combine("samples", sample));

        Assert.All(expected, line => Assert.Contains(line, run.MustSucceed().Output, StringComparison.Ordinal));
    }
}

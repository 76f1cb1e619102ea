using HccRisk.Oracles;
using Xunit;

namespace HccRisk.EndToEnd.Scripts;

/// <summary>The line eng/test ends with, from what dotnet test prints.</summary>
public sealed class ClosingLineTests
{
    private const string Passed = "Test run summary: Passed!\n\n  total: 12\n  failed: 0\n  succeeded: 10\n  skipped: 2\n  duration: 1s\n";
    private const string AllPassed = "Test run summary: Passed!\n\n  total: 10\n  failed: 0\n  succeeded: 10\n  skipped: 0\n  duration: 1s\n";
    private const string Failed = "Test run summary: Failed!\n\n  total: 4\n  failed: 1\n  succeeded: 3\n  skipped: 0\n  duration: 1s\n";
    private const string Crashed = "Test run summary: Failed!\n\n  error: 1\n\n  total: 3\n  failed: 0\n  succeeded: 3\n  skipped: 0\n";
    private const string None = "Test run summary: Zero tests ran\n\n  total: 0\n  failed: 0\n  succeeded: 0\n  skipped: 0\n";

    [Theory]
    [InlineData(AllPassed, 0, "10 passed, 0 failed", 0)]
    [InlineData(Passed, 0, "10 passed, 0 failed, 2 skipped", 0)]
    [InlineData(Failed, 2, "3 passed, 1 failed", 1)]
    [InlineData(Crashed, 134, "3 passed, 1 failed", 1)]
    [InlineData(None, 0, "0 passed, 1 failed", 1)]
    [InlineData("", 1, "0 passed, 1 failed", 1)]
    [InlineData(AllPassed, 1, "10 passed, 1 failed", 1)]
    [InlineData("  failed: 7\n  succeeded: 99\n" + AllPassed, 0, "10 passed, 0 failed", 0)]
    [InlineData(Failed + "again\n" + AllPassed, 0, "10 passed, 0 failed", 0)]
    public async Task ClosingLine_AfterARun_CountsEveryProject(string printed, int status, string expected, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the scripts are for bash");
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["log"], printed, TestContext.Current.CancellationToken);

        var run = await Command.RunAsync(
            "bash",
            folder.Path,
            TestContext.Current.CancellationToken,
            "-c", "source \"$0\" && closing_line \"$1\" \"$2\"",
            Path.Combine(Repository.Root, "eng/common.sh"), folder["log"], status.ToString(System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(expected, run.Output.TrimEnd().Split('\n')[^1]);
        Assert.Equal(exitCode, run.ExitCode);
    }

    [Fact]
    public async Task ClosingLine_AfterAFailure_NamesTheTest()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the scripts are for bash");
        using var folder = new TemporaryFolder();
        var printed = "failed A.Test (1s)\n  from a.dll\n  the reason\n" + string.Concat(Enumerable.Repeat("  a line\n", 500)) + Failed;
        await File.WriteAllTextAsync(folder["log"], printed, TestContext.Current.CancellationToken);

        var run = await Command.RunAsync(
            "bash", folder.Path, TestContext.Current.CancellationToken,
            "-c", "source \"$0\" && closing_line \"$1\" 2", Path.Combine(Repository.Root, "eng/common.sh"), folder["log"]);

        var lines = run.Output.TrimEnd().Split('\n');
        Assert.Equal(["failed A.Test (1s)", "  from a.dll", "  the reason"], lines[..3]);
        Assert.True(lines.Length < 10, run.Output);
    }
}

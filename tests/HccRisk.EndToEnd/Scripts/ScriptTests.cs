using HccRisk.Oracles;
using Xunit;

namespace HccRisk.EndToEnd.Scripts;

/// <summary>The scripts in eng and .ci.</summary>
public sealed class ScriptTests
{
    public static TheoryData<string> Scripts => [.. Commands(), ".ci/run"];

    public static TheoryData<string> CommandsWithHelp => [.. Commands()];

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Script_Syntax_IsValidAndStrict(string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the scripts are for bash");
        var path = Path.Combine(Repository.Root, script);

        (await Command.RunAsync("bash", Repository.Root, TestContext.Current.CancellationToken, "-n", path)).MustSucceed();
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        Assert.True(
            text.Contains("/common.sh", StringComparison.Ordinal) || text.Contains("set -euo pipefail", StringComparison.Ordinal),
            $"{script} does not stop at the first error.");
        Assert.True(
            OperatingSystem.IsWindows() || File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute),
            $"{script} is not executable.");
    }

    [Theory]
    [MemberData(nameof(CommandsWithHelp))]
    public async Task Script_Help_ExplainsItself(string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the scripts are for bash");
        using var elsewhere = new TemporaryFolder();

        var help = await Command.RunAsync(
            Path.Combine(Repository.Root, script), elsewhere.Path, TestContext.Current.CancellationToken, "--help");

        Assert.StartsWith("usage: " + script, help.MustSucceed().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Setup_UnknownArgument_ExitsWithTwo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the scripts are for bash");

        var run = await Command.RunAsync(
            Path.Combine(Repository.Root, "eng/setup"), Repository.Root, TestContext.Current.CancellationToken, "--nonsense");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--nonsense", run.Errors, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Commands() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "eng"))
            .Where(file => !file.EndsWith(".sh", StringComparison.Ordinal))
            .Select(file => "eng/" + Path.GetFileName(file));
}

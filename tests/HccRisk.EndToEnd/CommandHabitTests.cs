using System.Text.Json;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.EndToEnd;

/// <summary>What every command does alike, run as a process: JSON, quietness, exit codes, the doctor.</summary>
public sealed class CommandHabitTests
{
    private static readonly string Program = Path.Combine(Repository.Root, "src", "HccRisk.Cli", "bin", Repository.Configuration, "net10.0", "HccRisk.Cli.dll");

    [Fact]
    public async Task Doctor_OnThisMachine_FindsWhatIsNeeded()
    {
        var text = (await RunAsync("doctor")).MustSucceed().Output;
        Assert.Contains("hazard ratio 4.82, as known", text, StringComparison.Ordinal);
        Assert.Contains("libvips", text, StringComparison.Ordinal);

        using var json = JsonDocument.Parse((await RunAsync("doctor", "--json")).MustSucceed().Output);
        Assert.All(json.RootElement.EnumerateArray(), check => Assert.NotEqual("FAILED", check.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task Json_OfACommandWithoutItsOwn_IsOneObjectWithRowsOrLines()
    {
        using var scores = JsonDocument.Parse((await RunAsync("scores", "--json")).MustSucceed().Output);
        Assert.Equal("scores", scores.RootElement.GetProperty("command").GetString());
        Assert.Equal(0, scores.RootElement.GetProperty("exitCode").GetInt32());
        Assert.Contains(scores.RootElement.GetProperty("rows").EnumerateArray(), row => row.GetProperty("score").GetString() == "albi");

        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["empty"]);
        var scan = await RunAsync("scan", folder["empty"], "--out", folder["out"], "--json");
        if (scan.ExitCode != 2)
        {
            using var found = JsonDocument.Parse(scan.Output);
            Assert.Equal(JsonValueKind.Array, found.RootElement.GetProperty("output").ValueKind);
        }
    }

    [Fact]
    public async Task Json_OfWrongInput_LeavesOneLineOnStandardError()
    {
        var run = await RunAsync("predict", "--model", "nothing.zip", "--clinical", "nothing.csv", "--json");

        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.StartsWith("error: ", Assert.Single(run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quiet_OfARunWithNotes_LeavesTheResults()
    {
        var (loud, quiet) = (await RunAsync("scores"), await RunAsync("scores", "--quiet"));

        Assert.Equal(loud.MustSucceed().Output, quiet.MustSucceed().Output);
        Assert.Empty(quiet.Errors);
    }

    [Fact]
    public async Task Version_Alone_IsTheVersion() =>
        Assert.Matches("^[0-9]+[.][0-9]+[.][0-9]+", (await RunAsync("--version")).MustSucceed().Output);

    private static Task<CommandResult> RunAsync(params string[] arguments) =>
        Command.DotNetAsync(Repository.Root, TestContext.Current.CancellationToken, [Program, .. arguments]);
}

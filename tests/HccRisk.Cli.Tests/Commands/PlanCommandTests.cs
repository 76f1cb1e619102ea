using System.CommandLine;
using System.Text.Json;
using HccRisk.Cli.Commands;
using HccRisk.Studies.Protocol;
using HccRisk.Testing;
using Xunit;

namespace HccRisk.Cli.Tests.Commands;

public sealed class PlanCommandTests
{
    private const string Quick = "plan --repeats 50 --development 120 --external 60,120 -j 1 ";

    [Fact]
    public async Task Plan_Json_HasEverySizeAndReadsBack()
    {
        using var console = new CapturedConsole();
        Assert.Equal(0, await Invoke(Quick + "--json"));
        using var json = JsonDocument.Parse(console.Output);
        var cells = json.RootElement.GetProperty("cells").EnumerateArray().ToList();
        Assert.Equal([60, 120], cells.Select(c => c.GetProperty("external").GetInt32()));
        Assert.All(cells, c => Assert.InRange(c.GetProperty("power").GetDouble(), 0, 1));
        Assert.Equal(["PRE", "POST"], json.RootElement.GetProperty("minimum").EnumerateArray().Select(m => m.GetProperty("model").GetString()));
    }

    [Fact]
    public async Task Plan_TooFew_SaysThatItTakesMore()
    {
        using var console = new CapturedConsole();
        Assert.Equal(0, await Invoke(Quick));
        Assert.Contains("more than 120", console.Output, StringComparison.Ordinal);
        Assert.Contains("Riley", console.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plan --external 5", "--external", "20")]
    [InlineData("plan --development many", "--development", "many")]
    [InlineData("plan --extrnal 50", "'--extrnal'", "'--external'")]
    [InlineData("study --synthetic --generator third", "'third'", "'first'", "'second'")]
    [InlineData("study --synthetic --shift wide", "--shift", "wide")]
    public void Plan_BadLine_NamesTheOption(string line, params string[] words)
    {
        var fault = CommandLineFault.Of(Root().Parse(line));
        Assert.NotNull(fault);
        Assert.All(words, w => Assert.Contains(w, fault, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Study_ShiftOfRealPatients_IsRefused()
    {
        var error = await Assert.ThrowsAsync<StudyProtocolException>(() => Invoke("study study.json --shift 2"));
        Assert.Contains("--shift needs --synthetic", error.Message, StringComparison.Ordinal);
    }

    private static RootCommand Root() => [PlanCommand.Create(), StudyCommand.Create()];

    private static Task<int> Invoke(string line) => Root().Parse(line).InvokeAsync(
        new InvocationConfiguration { EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken);
}

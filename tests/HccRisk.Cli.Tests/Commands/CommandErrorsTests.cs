using HccRisk.Cli.Commands;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Radiomics;
using HccRisk.Studies.Protocol;
using HccRisk.Testing;
using Xunit;

namespace HccRisk.Cli.Tests.Commands;

public sealed class CommandErrorsTests
{
    public static TheoryData<int, Exception> Ends => new()
    {
        { 2, new StudyProtocolException("first\nsecond") },
        { 2, new TableFormatException("no column 'afp'") },
        { 2, new ArgumentException("a is 1") },
        { 2, new FileNotFoundException("no such file") },
        { 2, new UnauthorizedAccessException("not yours") },
        { 2, new EmptyMaskException("no voxel") },
        { 75, new InsufficientMemoryException() },
        { 75, new IOException("held by another program", OperatingSystem.IsWindows() ? unchecked((int)0x80070020) : 11) },
        { 75, new IOException("disk full", OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28) },
        { 2, new IOException("cannot be read", -1) },
        { 130, new OperationCanceledException() },
        { 130, new TaskCanceledException() },
        { 130, new AggregateException(new OperationCanceledException()) },
        { 1, new InvalidCastException("a fault of ours") },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Guard_Exception_GivesTheCodeAndPrintsOneLineForWrongInput(int code, Exception thrown)
    {
        using var console = new CapturedConsole();
        var ended = await CommandErrors.Guard(() => throw thrown);

        Assert.Equal(code, ended);
        var lines = console.Error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        var line = Assert.Single(lines);
        if (code == 2)
        {
            Assert.Equal("error: " + thrown.Message.Replace('\n', ' '), line);
        }
        else if (code == 75)
        {
            Assert.EndsWith("try again", line, StringComparison.Ordinal);
        }
        else if (code == 1)
        {
            Assert.Contains("please report it", line, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(3, 0, 0)]
    [InlineData(3, 1, 42)]
    [InlineData(0, 1, 2)]
    public void CodeOf_ItemsDoneAndNot_TellsThemApart(int done, int failed, int code) => Assert.Equal(code, CommandErrors.CodeOf(done, failed));

    /// <summary>The libraries' refusals lie under the wrappers of loops and reflection, and name their own parameters.</summary>
    [Fact]
    public async Task Guard_WrappedRefusal_ShowsItsReasonAlone()
    {
        using var console = new CapturedConsole();
        Assert.Equal(2, await CommandErrors.Guard(() => throw new AggregateException(new System.Reflection.TargetInvocationException(new ArgumentOutOfRangeException("tau", -1.0, "tau must be above 0.")))));
        Assert.Equal(1, await CommandErrors.Guard(() => throw new InvalidCastException("odd"), verbose: true));

        var lines = console.Error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("error: tau must be above 0. Actual value was -1", lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", lines[0], StringComparison.Ordinal);
        Assert.Contains("--verbose shows where", lines[1], StringComparison.Ordinal);
        Assert.Contains(nameof(Guard_WrappedRefusal_ShowsItsReasonAlone), string.Concat(lines[2..]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guard_Done_PassesTheCodeOn() => Assert.Equal(0, await CommandErrors.Guard(() => Task.FromResult(0)));
}

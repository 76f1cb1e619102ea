using HccRisk.Cli.Commands;
using HccRisk.Core.Cohorts;
using HccRisk.Features.Radiomics;
using HccRisk.Studies.Protocol;
using Xunit;

namespace HccRisk.Cli.Tests.Commands;

public sealed class CommandErrorsTests
{
    public static TheoryData<int, Exception> Ends => new()
    {
        { 2, new StudyProtocolException("first\nsecond") },
        { 2, new CohortFormatException("no column 'afp'") },
        { 2, new ArgumentException("a is 1") },
        { 2, new FileNotFoundException("no such file") },
        { 2, new UnauthorizedAccessException("not yours") },
        { 2, new EmptyMaskException("no voxel") },
        { 130, new OperationCanceledException() },
        { 130, new TaskCanceledException() },
        { 1, new InvalidCastException("a fault of ours") },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Guard_Exception_GivesTheCodeAndPrintsOneLineForWrongInput(int code, Exception thrown)
    {
        var shown = Console.Error;
        using var printed = new StringWriter();
        Console.SetError(printed);
        int ended;
        try
        {
            ended = await CommandErrors.Guard(() => throw thrown);
        }
        finally
        {
            Console.SetError(shown);
        }

        Assert.Equal(code, ended);
        var lines = printed.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(lines);
        if (code == 2)
        {
            Assert.Equal("error: " + thrown.Message.Replace('\n', ' '), Assert.Single(lines));
        }
    }

    [Fact]
    public async Task Guard_Done_PassesTheCodeOn() => Assert.Equal(0, await CommandErrors.Guard(() => Task.FromResult(0)));
}
